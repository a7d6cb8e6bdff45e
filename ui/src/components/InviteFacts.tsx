import { MessageBar, MessageBarBody } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { InviteView } from "../bindings";
import { useFormat } from "../i18n/format";
import { closedRoad } from "./closedRoad";
import { Facts } from "./Facts";

/** Who asks, for what, until when, and whether the road is open. */
export function InviteFacts({ invite }: { invite: InviteView }) {
  const { t } = useTranslation();
  const format = useFormat();
  // A set-up asks for nobody's data: there is no purpose to be told.
  const notSaid = invite.role === "tenant_admin" ? null : t("invite.not_said");
  // A manager needs no mailbox, so no road.
  const closed = invite.role === "manager" ? [] : invite.roads.filter((offer) => offer.standing !== "open");
  return (
    <>
      <Facts
        facts={[
          [t("invite.organisation"), <bdi key="o">{invite.organisation}</bdi>],
          [t("invite.invited_by"), <bdi key="by">{invite.invited_by ?? t("invite.not_said")}</bdi>],
          [t("invite.for"), invite.invited_address],
          [t("invite.as"), t(`invite.role.${invite.role}`)],
          [t("invite.purpose"), invite.purpose.trim() || notSaid],
          [t("invite.legal_basis"), invite.legal_basis ?? notSaid],
          [t("invite.expires"), format.moment(invite.expires_at)],
          [t("invite.service"), invite.service_host],
        ]}
      />
      {closed.map((offer) => (
        <MessageBar key={offer.road} intent="info" layout="multiline">
          <MessageBarBody>{t(closedRoad(offer))}</MessageBarBody>
        </MessageBar>
      ))}
    </>
  );
}
