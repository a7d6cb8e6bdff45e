import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type AppState, commands } from "../../bindings";
import { startScreen, useNavigation } from "../../app/screens";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBar } from "../../components/ErrorBar";
import { InviteFacts } from "../../components/InviteFacts";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { useWrite } from "../../desk/queries";

/** Who asks, and for what. */
export function WhoAsks({ state, next }: { state: AppState; next: () => void }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const drop = useWrite(() => commands.dropInvite());
  const leave = () => drop.mutate(undefined, { onSuccess: (now) => go(startScreen(now)) });
  return (
    <Page
      title={t("step.who_asks")}
      lead={t(state.invite === null ? "invite.used_lead" : "invite.kept_lead")}
      actions={
        <>
          {state.invite !== null && <Button onClick={leave}>{t("invite.drop")}</Button>}
          <NextButton next={next} />
        </>
      }
    >
      <ErrorBar error={drop.error} />
      {state.asked_by === null ? (
        <EmptyState title={t("invite.nobody_asked")} why={t("invite.nobody_asked_why")} />
      ) : (
        <InviteFacts invite={state.asked_by} />
      )}
    </Page>
  );
}
