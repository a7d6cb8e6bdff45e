import { Button, MessageBar, MessageBarActions, MessageBarBody } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { type AppState, type Road, type RoadOffer, commands } from "../bindings";
import { useNavigation } from "../app/screens";
import { useWrite } from "../desk/queries";
import { ErrorBar } from "./ErrorBar";
import { closedRoad } from "./closedRoad";

/** That the road at hand is closed, and the way to another one that is open. */
export function OtherRoad({ state, road }: { state: AppState; road: Road }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  // A manager who connects their own mailbox as well has used the invite.
  const roads = (state.invite ?? state.asked_by)?.roads ?? [];
  const isOpen = (offer: RoadOffer) => offer.standing === "open";
  const here = roads.find((offer) => offer.road === road && !isOpen(offer));
  const other = roads.find((offer) => offer.road !== road && isOpen(offer));
  const choose = useWrite((to: Road) => commands.chooseRoad(to));
  const take = (to: Road) => choose.mutate(to, { onSuccess: () => go({ at: "guide", road: to, step: "sign_in" }) });
  const closed = here ?? roads.find((offer) => offer.road !== road && !isOpen(offer));
  if (other === undefined && closed === undefined) return null;
  return (
    <>
      <ErrorBar error={choose.error} />
      <MessageBar intent={here === undefined ? "info" : "warning"} layout="multiline">
        <MessageBarBody>{t(closed === undefined ? `road_instead.${road}` : closedRoad(closed))}</MessageBarBody>
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
