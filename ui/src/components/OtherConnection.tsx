import { Body1, Button, MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type Road, commands } from "../bindings";
import { useConnection, useNavigation } from "../app/screens";
import { reads, useWrite } from "../desk/queries";
import { ErrorBar } from "./ErrorBar";
import { Section } from "./Section";
import { VisitView } from "./VisitView";

/** Whether the road of this connection is still open to others, and the other road beside it. */
export function OtherConnection({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const { road, roads, mail } = useConnection();
  const closed = roads.find((offer) => offer.road === road && offer.standing !== "open");
  const other: Road = road === "employee_imap" ? "employee_graph" : "employee_imap";
  const open = roads.some((offer) => offer.road === other && offer.standing === "open");
  const connected = state.connections.some((one) => one.road === other);
  // Where only an invite vouched for the person, the service cannot know that Microsoft means the same one.
  const possible = open && !connected && mail?.sign_in !== "password";
  const visit = useQuery(reads.signIn());
  const begin = useWrite(() => commands.beginSignIn("employee_graph"));
  if (closed === undefined && !possible) return null;
  return (
    <Section title={t("other_road.title")}>
      {closed !== undefined && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{t(closed.standing === "not_allowed_here" ? "other_road.not_here" : `other_road.closed.${road}`)}</MessageBarBody>
        </MessageBar>
      )}
      {possible && (
        <>
          <Body1 as="p">{t("other_road.lead")}</Body1>
          <div>
            <Button onClick={() => (other === "employee_imap" ? go({ at: "mailbox" }) : begin.mutate(undefined))}>{t(`road_take.${other}`)}</Button>
          </div>
          <ErrorBar error={begin.error} />
          {road === "employee_imap" && visit.data !== undefined && (
            <VisitView visit={visit.data} page="sign_in" reopen={() => void commands.reopenSignIn()} cancel={() => void commands.cancelSignIn()} />
          )}
        </>
      )}
    </Section>
  );
}
