import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Loading } from "./Loading";

/** Shows what comes of several reads once each has been answered, so that nothing moves as one comes after another. */
export function Together({ of, children }: { of: Pick<UseQueryResult, "isPending">[]; children: ReactNode }) {
  return of.some((read) => read.isPending) ? <Loading /> : children;
}
