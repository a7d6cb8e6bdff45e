import { Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type AppState, commands } from "../../bindings";
import { useNavigation } from "../../app/screens";
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
  const leave = () => drop.mutate(undefined, { onSuccess: () => go({ at: "welcome" }) });
  return (
    <Page
      title={t("step.who_asks")}
      lead={t("invite.lead")}
      actions={
        <>
          {state.connections.length === 0 && <Button onClick={leave}>{t("invite.drop")}</Button>}
          <NextButton next={next} />
        </>
      }
    >
      <ErrorBar error={drop.error} />
      {state.invite !== null && <InviteFacts invite={state.invite} />}
    </Page>
  );
}
