import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type AppState, type Road, commands } from "../bindings";
import { useNavigation } from "../app/screens";
import { useWrite } from "../desk/queries";
import { ErrorBar } from "./ErrorBar";

/** That the road at hand is closed, and the way to another one that is open. */
export function OtherRoad({ state, road }: { state: AppState; road: Road }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const roads = state.invite?.roads ?? [];
  const isClosed = roads.some((offer) => offer.road === road && offer.standing !== "open");
  const other = roads.find((offer) => offer.road !== road && offer.standing === "open");
  const choose = useWrite((to: Road) => commands.chooseRoad(to));
  const take = (to: Road) => choose.mutate(to, { onSuccess: () => go({ at: "guide", road: to, step: "sign_in" }) });
  const closed = roads.find((offer) => offer.road !== road && offer.standing !== "open");
  if (other === undefined && !isClosed && closed === undefined) return null;
  return (
    <>
      <ErrorBar error={choose.error} />
      <MessageBar intent={isClosed ? "warning" : "info"} layout="multiline">
        <MessageBarBody>{t(wordsFor(isClosed ? road : closed?.road, road))}</MessageBarBody>
        {other !== undefined && (
          <MessageBarActions>
            <Button disabled={choose.isPending} onClick={() => take(other.road)}>
              {t(`road_take.${other.road}`)}
            </Button>
          </MessageBarActions>
        )}
      </MessageBar>
    </>
  );
}

/** What is said where a road is closed, else what else could be taken. */
const wordsFor = (closed: Road | undefined, here: Road) => (closed === undefined ? `road_instead.${here}` : `road_closed.${closed}`);
