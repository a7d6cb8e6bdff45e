import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AppState, HandedInvite } from "../../bindings";
import { isManager, useAnyConnection, useNavigation } from "../../app/screens";
import { Answer } from "../../components/Answer";
import { Connected } from "../../components/Connected";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { Section } from "../../components/Section";
import { Together } from "../../components/Together";
import { reads } from "../../desk/queries";
import { Handed } from "./Handed";
import { InviteForm } from "./InviteForm";
import { Invites } from "./Invites";

/** Whom the organisation, or a manager, invites: never what they send, nor who declined or paused. */
export function People({ state }: { state: AppState }) {
  const { t } = useTranslation();
  const connection = useAnyConnection();
  const isAdmin = connection?.road === "organisation";
  if (isAdmin || isManager(state)) return <Inviting isAdmin={isAdmin} />;
  return (
    <Page title={t("navigation.people")}>
      <EmptyState title={t("people.no_manager")} why={t(connection === null ? "managing.taken_back_why" : "people.no_manager_why")} />
    </Page>
  );
}

function Inviting({ isAdmin }: { isAdmin: boolean }) {
  const { t } = useTranslation();
  const invites = useQuery(reads.invites());
  const people = useQuery({ ...reads.people(), enabled: isAdmin });
  const [handed, setHanded] = useState<{ invite: HandedInvite; isAnew: boolean } | null>(null);
  return (
    <Page title={t("navigation.people")} lead={t(isAdmin ? "people.lead" : "people.lead_manager")}>
      {isAdmin && <NoPurpose />}
      <InviteForm isAdmin={isAdmin} made={(invite) => setHanded({ invite, isAnew: false })} />
      {handed !== null && <Handed {...handed} />}
      <Together of={isAdmin ? [people, invites] : [invites]}>
        {isAdmin && <WhoIsConnected />}
        <Section title={t("people.invites")}>
          <Answer of={invites}>
            {(rows) =>
              rows.length === 0 ? (
                <EmptyState title={t("people.none")} why={t("people.none_why")} />
              ) : (
                <Invites rows={rows} isAdmin={isAdmin} handed={(invite) => setHanded({ invite, isAnew: true })} />
              )
            }
          </Answer>
        </Section>
      </Together>
    </Page>
  );
}

/** An invite that says no purpose asks for trust on nothing: where it is written, for every invite. */
function NoPurpose() {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const words = useQuery(reads.reviewPurpose()).data;
  if (words === undefined || (words.purpose.trim() !== "" && words.legal_basis.trim() !== "")) return null;
  return (
    <MessageBar intent="info" layout="multiline">
      <MessageBarBody>{t("people.no_purpose")}</MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => go({ at: "cycles" })}>{t("people.say_purpose")}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}

function WhoIsConnected() {
  const { t } = useTranslation();
  const people = useQuery(reads.people());
  return (
    <Section title={t("people.connected")} lead={t("people.connected_lead")}>
      <Answer of={people}>
        {(rows) => (rows.length === 0 ? <EmptyState title={t("people.nobody")} why={t("people.nobody_why")} /> : <Connected rows={rows} />)}
      </Answer>
    </Section>
  );
}
