import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { useEffect } from "react";
import { type DeskEvent, type Notice, commands, events } from "../bindings";
import { reads } from "./queries";

/** What each event makes stale. */
function staleAfter(event: DeskEvent): QueryKey[] {
  switch (event.event) {
    case "state_changed":
      return [["app_state"], ["home"], ["consent_forms"], ["receipts"], ["dpa"], ["policy"], ["domains"], ["registration"], ["collection"], ["mail_setup"], ["review_cycles"], ["cycles"]];
    case "visit_changed":
      return [["visit"], ["app_state"]];
    case "preview_changed":
      return [["preview"], ["preview_page"], ["preview_row"], ["survey"]];
    case "ledger_changed":
      return [["home"], ["ledger_page"], ["ledger_row"], ["mailboxes"], ["signal_days"], ["signal_mails"], ["my_review"], ["meetings"], ["transcript"], ["rules"], ["rule_trial"]];
    case "sync_progressed":
      return event.progress.phase === "finished"
        ? [["app_state"], ["home"], ["ledger_page"], ["mailboxes"], ["progress"]]
        : [["mailboxes"]];
    case "invite_arrived":
    case "notice":
      return [];
  }
}

function follow(client: QueryClient, event: DeskEvent) {
  if (event.event === "sync_progressed") {
    const { progress } = event;
    const running = progress.phase === "finished" ? null : progress;
    client.setQueryData(reads.progress(progress.connection).queryKey, running);
  }
  for (const queryKey of staleAfter(event)) void client.invalidateQueries({ queryKey });
}

function tell(notice: Notice) {
  void commands.showNotice(i18next.t(`notice.${notice}.title`), i18next.t(`notice.${notice}.next`));
}

/** Listens to the desk for as long as the window lives, and hands over invite links. */
export function useDeskEvents(onInvite: (link: string) => void) {
  const client = useQueryClient();
  useEffect(() => {
    const takeInvite = () =>
      commands.takeInviteLink().then((link) => {
        if (link !== null) onInvite(link);
      });
    const listening = events.deskChanged.listen(({ payload }) => {
      follow(client, payload);
      if (payload.event === "invite_arrived") void takeInvite();
      if (payload.event === "notice") tell(payload.notice);
    });
    void listening.then(takeInvite);
    return () => {
      void listening.then((stop) => stop());
    };
  }, [client, onInvite]);
}
