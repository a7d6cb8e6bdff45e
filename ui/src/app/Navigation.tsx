import {
  Button,
  Caption1,
  Field,
  Menu,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Select,
  Subtitle2,
  Tooltip,
  makeStyles,
  mergeClasses,
  tokens,
} from "@fluentui/react-components";
import {
  BookOpen20Regular,
  Briefcase20Regular,
  CalendarClock20Regular,
  Certificate20Regular,
  Eye20Regular,
  EyeLines20Regular,
  Filter20Regular,
  HeartPulse20Regular,
  Home20Regular,
  Map20Regular,
  PeopleChat20Regular,
  Options20Regular,
  People20Regular,
  Person20Regular,
  PlugConnected20Regular,
  QuestionCircle20Regular,
  Receipt20Regular,
  Settings20Regular,
  ShieldLock20Regular,
} from "@fluentui/react-icons";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { AppState, ConnectionView, Road } from "../bindings";
import { Mark } from "../components/Mark";
import { narrow, useMedia } from "./media";
import { type Screen, hasManaging, isManager, useAnyConnection, useConnection, useNavigation } from "./screens";

const useStyles = makeStyles({
  rail: {
    width: "208px",
    flexShrink: 0,
    display: "flex",
    flexDirection: "column",
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalS}`,
    gap: tokens.spacingVerticalXXS,
    overflowY: "auto",
  },
  brand: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    padding: `0 ${tokens.spacingHorizontalS} ${tokens.spacingVerticalL}`,
  },
  compact: { width: "60px", alignItems: "stretch" },
  list: { listStyleType: "none", margin: 0, padding: 0, display: "flex", flexDirection: "column", gap: "2px" },
  foot: { marginTop: "auto" },
  item: {
    width: "100%",
    minWidth: "auto",
    justifyContent: "flex-start",
    fontWeight: tokens.fontWeightRegular,
    borderLeft: "3px solid transparent",
  },
  here: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    color: tokens.colorNeutralForeground1Selected,
    "& svg": { color: tokens.colorNeutralForeground1Selected },
    fontWeight: tokens.fontWeightSemibold,
    borderLeftColor: tokens.colorBrandStroke1,
  },
  where: {
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    color: tokens.colorNeutralForeground3,
    overflowWrap: "anywhere",
  },
});

interface Door {
  screen: Screen;
  icon: ReactElement;
}

function doors(state: AppState, road: Road | undefined): Door[] {
  const organisation = road === "organisation";
  const guide = state.guides[0];
  const list: Door[] = [];
  if (hasManaging(state)) list.push({ screen: { at: "managing" }, icon: <Briefcase20Regular /> });
  if (guide !== undefined) list.push({ screen: { at: "guide", road: guide.road }, icon: <Map20Regular /> });
  if (road === undefined) return [...list, ...doorsOfManagers(state), { screen: { at: "my_data" }, icon: <Eye20Regular /> }];
  list.push({ screen: { at: "home" }, icon: <Home20Regular /> });
  list.push({ screen: { at: "ledger" }, icon: <BookOpen20Regular /> });
  if (road === "employee_graph") list.push({ screen: { at: "meetings" }, icon: <PeopleChat20Regular /> });
  if (organisation) {
    list.push({ screen: { at: "allowlist" }, icon: <Filter20Regular /> });
    list.push({ screen: { at: "policy" }, icon: <Options20Regular /> });
    list.push({ screen: { at: "dpa" }, icon: <Certificate20Regular /> });
    list.push({ screen: { at: "people" }, icon: <People20Regular /> });
    list.push({ screen: { at: "cycles" }, icon: <CalendarClock20Regular /> });
  }
  if (!organisation) list.push({ screen: { at: "rules" }, icon: <ShieldLock20Regular /> });
  if (!organisation) list.push({ screen: { at: "review" }, icon: <EyeLines20Regular /> });
  if (!organisation && isManager(state)) list.push({ screen: { at: "people" }, icon: <People20Regular /> });
  if (!organisation) list.push({ screen: { at: "receipts" }, icon: <Receipt20Regular /> });
  if (!organisation) list.push({ screen: { at: "my_data" }, icon: <Eye20Regular /> });
  list.push({ screen: { at: "health" }, icon: <HeartPulse20Regular /> });
  list.push({ screen: { at: "account" }, icon: <Person20Regular /> });
  return list;
}

/** What a manager does where nothing is connected. */
function doorsOfManagers(state: AppState): Door[] {
  if (!isManager(state)) return [];
  return [
    { screen: { at: "people" }, icon: <People20Regular /> },
    { screen: { at: "review" }, icon: <EyeLines20Regular /> },
  ];
}

/** At the foot, for everybody. */
const foot: Door[] = [
  { screen: { at: "settings" }, icon: <Settings20Regular /> },
  { screen: { at: "help" }, icon: <QuestionCircle20Regular /> },
];

/** The doors to all rooms. */
export function Navigation({ state }: { state: AppState }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const connection = useAnyConnection();
  const { screen } = useNavigation();
  // A guide brings its own list; two lists of words side by side would leave no room for the page.
  const inGuide = screen.at === "guide";
  const compact = useMedia(narrow) || inGuide;
  return (
    <nav className={mergeClasses(styles.rail, compact && styles.compact)} aria-label={t("navigation.label")}>
      <div className={styles.brand}>
        <Mark size={28} />
        {!compact && <Subtitle2>Vitrine</Subtitle2>}
      </div>
      <ul className={styles.list}>
        {doors(state, connection?.road).map((door) => (
          <Entry key={door.screen.at} door={door} compact={compact} />
        ))}
      </ul>
      <div className={styles.foot}>
        <ul className={styles.list}>
          {foot.map((door) => (
            <Entry key={door.screen.at} door={door} compact={compact} />
          ))}
        </ul>
        {!inGuide && state.connections.length > 1 && <Connections state={state} compact={compact} />}
        {!compact && (
          <Caption1 as="p" block className={styles.where}>
            <Whose name={whose(state, connection)} />
          </Caption1>
        )}
      </div>
    </nav>
  );
}

const whose = ({ managing }: AppState, connection: ConnectionView | null) =>
  connection === null
    ? (managing?.account?.address ?? managing?.organisation)
    : (connection.account?.address ?? connection.tenant.name ?? connection.tenant.domain ?? connection.tenant.id);

/** An address that is too long for a line goes on behind its sign, not in the middle of a word. */
function Whose({ name }: { name: string | null | undefined }) {
  const [before = "", ...after] = (name ?? "").split(/(?<=@)/);
  return (
    <>
      {before}
      {after.length > 0 && <wbr />}
      {after.join("")}
    </>
  );
}

/** Which connection the rooms are about. */
function Connections({ state, compact }: { state: AppState; compact: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { screen, go, choose } = useNavigation();
  const { id } = useConnection();
  const take = (connection: string) => {
    choose(connection);
    if (screen.at === "mailbox") go({ at: "home" });
  };
  if (compact) {
    return (
      <Menu checkedValues={{ connection: [id] }} onCheckedValueChange={(_, { checkedItems }) => checkedItems.forEach(take)}>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" icon={<PlugConnected20Regular />} className={styles.item} aria-label={t("navigation.connection")} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {state.connections.map((one) => (
              <MenuItemRadio key={one.id} name="connection" value={one.id}>
                {t(`road_short.${one.road}`)}
              </MenuItemRadio>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
    );
  }
  return (
    <Field className={styles.where} label={t("navigation.connection")}>
      <Select size="small" value={id} onChange={(_, { value }) => take(value)}>
        {state.connections.map((one) => (
          <option key={one.id} value={one.id}>
            {t(`road_short.${one.road}`)}
          </option>
        ))}
      </Select>
    </Field>
  );
}

function Entry({ door, compact }: { door: Door; compact: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { screen, go } = useNavigation();
  const here = screen.at === door.screen.at;
  const name = t(`navigation.${door.screen.at}`);
  const button = (
    <Button
      appearance="subtle"
      icon={door.icon}
      className={mergeClasses(styles.item, here && styles.here)}
      aria-label={name}
      aria-current={here ? "page" : undefined}
      onClick={() => go(door.screen)}
    >
      {compact ? null : name}
    </Button>
  );
  return (
    <li>
      {compact ? (
        <Tooltip content={name} relationship="label" positioning="after">
          {button}
        </Tooltip>
      ) : (
        button
      )}
    </li>
  );
}
