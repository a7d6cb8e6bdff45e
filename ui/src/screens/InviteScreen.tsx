import { Button } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type AppState, type InviteView, commands } from "../bindings";
import { useNavigation } from "../app/screens";
import { Answer } from "../components/Answer";
import { ErrorBar } from "../components/ErrorBar";
import { ErrorState } from "../components/ErrorState";
import { InviteFacts } from "../components/InviteFacts";
import { Page } from "../components/Page";
import { TwoWays } from "../components/TwoWays";
import { asCommandError } from "../desk/errors";
import { reads, useWrite } from "../desk/queries";

/** An invite, read before anything is kept. */
export function InviteScreen({ link }: { link: string }) {
  const { t } = useTranslation();
  const invite = useQuery(reads.invite(link));
  if (invite.isError) return <Refused error={invite.error} retry={() => void invite.refetch()} />;
  return (
    <Page title={t("invite.title")} lead={t("invite.lead")}>
      <Answer of={invite}>{(view) => <Choice invite={view} link={link} />}</Answer>
    </Page>
  );
}

/** An invite that cannot be used says which; asking again only helps when nobody answered. */
function Refused({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const final = asCommandError(error).code === "invite_refused";
  return (
    <Page title={t("invite.title")}>
      <ErrorState error={error} retry={final ? undefined : retry} />
      <div>
        <Button onClick={() => go({ at: "welcome" })}>{t("action.back")}</Button>
      </div>
    </Page>
  );
}

function Choice({ invite, link }: { invite: InviteView; link: string }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const accept = useWrite(() => commands.acceptInvite(link));
  const leadsOn = ({ guides }: AppState) => {
    if (invite.role === "manager") return go({ at: "managing" });
    const road = guides.find((guide) => (guide.road === "organisation") === (invite.role === "tenant_admin"))?.road;
    go(road === undefined ? { at: "home" } : { at: "guide", road });
  };
  return (
    <>
      <InviteFacts invite={invite} />
      <ErrorBar error={accept.error} />
      <TwoWays
        busy={accept.isPending}
        yes={t(invite.role === "tenant_admin" ? "invite.set_up" : "invite.go_on")}
        yesMeans={t(invite.role === "manager" ? "invite.manage_means" : "invite.go_on_means")}
        no={t("invite.no")}
        noMeans={t("invite.no_means")}
        onYes={() => accept.mutate(undefined, { onSuccess: leadsOn })}
        onNo={() => go({ at: "welcome" })}
      />
    </>
  );
}
