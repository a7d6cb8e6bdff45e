import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "./ErrorState";
import { Loading } from "./Loading";

/** Shows a read: loading, its error with a way to try again, or what came. */
export function Answer<T>({ of, children }: { of: UseQueryResult<T>; children: (value: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.isError) return <ErrorState error={of.error} retry={() => void of.refetch()} />;
  return <Loading />;
}
