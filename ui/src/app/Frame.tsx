import { MessageBar, MessageBarBody, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { AppState } from "../bindings";
import { Mishap } from "../components/Mishap";
import { UndoBar } from "../components/Undo";
import { Account } from "../screens/Account";
import { GuideScreen } from "../screens/GuideScreen";
import { Help } from "../screens/Help";
import { Home } from "../screens/Home";
import { InviteScreen } from "../screens/InviteScreen";
import { Ledger } from "../screens/Ledger";
import { MyData } from "../screens/MyData";
import { Settings } from "../screens/Settings";
import { Welcome } from "../screens/Welcome";
import { Allowlist } from "../screens/admin/Allowlist";
import { Cycles } from "../screens/admin/Cycles";
import { Dpa } from "../screens/admin/Dpa";
import { Health } from "../screens/admin/Health";
import { Policy } from "../screens/admin/Policy";
import { People } from "../screens/admin/People";
import { Consent } from "../screens/employee/Consent";
import { Mailbox } from "../screens/employee/Mailbox";
import { ManagedReviews } from "../screens/employee/ManagedReviews";
import { Managing } from "../screens/employee/Managing";
import { Meetings } from "../screens/employee/Meetings";
import { Receipts } from "../screens/employee/Receipts";
import { Review } from "../screens/employee/Review";
import { Rules } from "../screens/employee/Rules";
import { Navigation } from "./Navigation";
import { type Screen, useAnyConnection, useNavigation } from "./screens";

const useStyles = makeStyles({
  window: {
    display: "flex",
    height: "100%",
    backgroundColor: tokens.colorNeutralBackground3,
  },
  content: {
    flex: 1,
    minWidth: 0,
    display: "flex",
    flexDirection: "column",
    backgroundColor: tokens.colorNeutralBackground1,
  },
  beside: { borderLeft: `1px solid ${tokens.colorNeutralStroke2}` },
  bar: { flexShrink: 0 },
  room: { flex: 1, minHeight: 0, overflowY: "auto", position: "relative" },
});

/** Navigation on the left, the screen on the right. */
export function Frame({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { screen } = useNavigation();
  const isAtHome = state.connections.length > 0 || state.managing !== null;
  return (
    <div className={styles.window}>
      {isAtHome && <Navigation state={state} />}
      <main className={mergeClasses(styles.content, isAtHome && styles.beside)}>
        {state.not_microsoft && (
          <MessageBar intent="warning" layout="multiline" className={styles.bar}>
            <MessageBarBody>{t("frame.not_microsoft")}</MessageBarBody>
          </MessageBar>
        )}
        <UndoBar className={styles.bar} />
        <div className={styles.room} key={screen.at}>
          <Mishap>
            <Room state={state} />
          </Mishap>
        </div>
      </main>
    </div>
  );
}

function Room({ state }: { state: AppState }) {
  const { screen, go } = useNavigation();
  const connection = useAnyConnection();
  switch (screen.at) {
    case "welcome":
      return <Welcome />;
    case "invite":
      return <InviteScreen link={screen.link} />;
    case "guide":
      return <GuideScreen state={state} road={screen.road} step={screen.step} />;
    case "home":
      return <Home />;
    case "ledger":
      return <Ledger states={screen.states ?? []} reasons={screen.reasons ?? []} streams={screen.streams ?? []} day={screen.day ?? ""} rule={screen.rule ?? null} />;
    case "allowlist":
      return <Allowlist />;
    case "policy":
      return <Policy />;
    case "dpa":
      return <Dpa />;
    case "people":
      return <People state={state} />;
    case "cycles":
      return <Cycles />;
    case "review":
      return connection === null ? <ManagedReviews /> : <Review />;
    case "managing":
      return <Managing state={state} />;
    case "health":
      return <Health />;
    case "meetings":
      return <Meetings />;
    case "rules":
      return <Rules />;
    case "receipts":
      return <Receipts />;
    case "my_data":
      return <MyData outside={state.connections.length === 0} />;
    case "settings":
      return <Settings state={state} />;
    case "help":
      return <Help />;
    case "account":
      return <Account state={state} />;
    case "mailbox":
      return <Mailbox again state={state} next={() => go(afterMailbox(state))} />;
    case "consent":
      return <Consent next={() => go({ at: "account" })} />;
  }
}

/** A mailbox that is new goes on to its preview. */
function afterMailbox(state: AppState): Screen {
  const road = "employee_imap";
  return state.guides.some((guide) => guide.road === road) ? { at: "guide", road, step: "preview" } : { at: "account" };
}
