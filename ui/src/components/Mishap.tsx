import { useQueryClient } from "@tanstack/react-query";
import { Component, type ReactNode } from "react";
import { ErrorState } from "./ErrorState";

interface MishapProps {
  whole?: boolean;
  children: ReactNode;
}

/** What is shown in place of pages that broke while they were drawn; everything around them stays. */
export class Mishap extends Component<MishapProps, { broke: boolean }> {
  state = { broke: false };

  static getDerivedStateFromError() {
    return { broke: true };
  }

  render() {
    const { whole = false, children } = this.props;
    return this.state.broke ? <Broken whole={whole} again={() => this.setState({ broke: false })} /> : children;
  }
}

function Broken({ whole, again }: { whole: boolean; again: () => void }) {
  const client = useQueryClient();
  // What they were drawn from may be what broke them.
  const retry = () => void client.resetQueries().then(again);
  return <ErrorState error={null} retry={retry} whole={whole} />;
}
