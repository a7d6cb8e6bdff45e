import { Body1, Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type LookView, type MyDataView, commands } from "../bindings";
import { useNavigation } from "../app/screens";
import { Answer } from "../components/Answer";
import { ErrorBar } from "../components/ErrorBar";
import { Facts } from "../components/Facts";
import { Page } from "../components/Page";
import { Rows } from "../components/Rows";
import { SaveRows, useSaveRows } from "../components/SaveRows";
import { type RowFilter, everything, queryOf } from "../components/rowFilter";
import { Section } from "../components/Section";
import { VisitView } from "../components/VisitView";
import { Waiting } from "../components/Waiting";
import { reads, useWrite } from "../desk/queries";
import { useFormat } from "../i18n/format";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalL, maxWidth: "520px" },
  looks: { margin: 0, paddingLeft: tokens.spacingHorizontalXL, display: "grid", gap: tokens.spacingVerticalXS },
  rows: { display: "flex", flexDirection: "column", minHeight: "420px", flex: 1 },
});

/** Asks again while something is under way, in case an event was missed. */
const whileReading = (view: MyDataView | undefined) =>
  view?.state === "reading" || (view?.state === "visiting" && view.visit.state !== "refused") ? 1_500 : false;

/** Everything that the service holds from my mailbox, whichever way it came. */
export function MyData({ outside }: { outside: boolean }) {
  const { t } = useTranslation();
  const { go } = useNavigation();
  const mine = useQuery({ ...reads.myData(), refetchInterval: (query) => whileReading(query.state.data) });
  const [filter, setFilter] = useState<RowFilter>(everything);
  const end = useWrite(() => commands.endMyData());
  const save = useSaveRows((form) => commands.exportMyData(queryOf(filter, null), form));
  const leave = () => end.mutate(undefined, { onSuccess: () => outside && go({ at: "welcome" }) });
  const ready = mine.data?.state === "ready";
  return (
    <Page
      title={t("navigation.my_data")}
      lead={save.saved ?? t("my_data.lead")}
      actions={
        <>
          {ready && <SaveRows save={save} />}
          {(outside || mine.data?.state !== "none") && (
            <Button disabled={end.isPending} onClick={leave}>
              {t(ready ? "my_data.put_away" : "action.back")}
            </Button>
          )}
        </>
      }
    >
      <ErrorBar error={end.error ?? save.error} />
      <Answer of={mine}>{(view) => <State view={view} filter={filter} setFilter={setFilter} />}</Answer>
    </Page>
  );
}

interface StateProps {
  view: MyDataView;
  filter: RowFilter;
  setFilter: (filter: RowFilter) => void;
}

function State({ view, filter, setFilter }: StateProps) {
  const { t } = useTranslation();
  const reopen = useWrite(() => commands.reopenMyData());
  const cancel = useWrite(() => commands.endMyData());
  switch (view.state) {
    case "none":
      return <Begin service={view.service} isKnown={view.is_known} />;
    case "visiting":
      return (
        <>
          <VisitView visit={view.visit} page="sign_in" reopen={() => reopen.mutate(undefined)} cancel={() => cancel.mutate(undefined)} />
          {view.visit.state === "refused" && <Begin service={null} isKnown={false} again />}
        </>
      );
    case "reading":
      return <Waiting label={t("my_data.reading", { count: view.rows })} />;
    case "failed":
      return (
        <>
          <ErrorBar error={view.error} />
          <Begin service={null} isKnown={false} again />
        </>
      );
    case "ready":
      return <Held view={view} filter={filter} setFilter={setFilter} />;
  }
}

/** The way in: a sign-in that reads the profile and nothing else, or none where the person is connected here. */
function Begin({ service, isKnown, again = false }: { service: string | null; isKnown: boolean; again?: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const begin = useWrite(() => commands.beginMyData(address.trim() || null));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate(undefined);
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <ErrorBar error={begin.error} />
      {!again && (
        <Facts
          facts={[
            [t("invite.service"), service],
            [t("my_data.permission"), isKnown ? t("my_data.known") : t("my_data.permission_text")],
            [t("my_data.stays"), t("my_data.stays_text")],
          ]}
        />
      )}
      {!again && service === null && (
        <Field label={t("my_data.service")} hint={t("my_data.service_hint")} required>
          <Input value={address} placeholder="https://…" spellCheck={false} onChange={(_, { value }) => setAddress(value)} />
        </Field>
      )}
      <div>
        <Button type="submit" appearance="primary" disabled={begin.isPending}>
          {t(isKnown ? "my_data.read" : again ? "action.try_again" : "my_data.sign_in")}
        </Button>
      </div>
    </form>
  );
}

function Held({ view, filter, setFilter }: StateProps & { view: Extract<MyDataView, { state: "ready" }> }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Facts
        facts={[
          [t("account.account"), view.account?.address],
          [t("invite.service"), view.service],
          [t("my_data.held"), t("my_data.rows", { count: view.rows })],
          [t("my_data.read_at"), format.moment(view.read_at)],
        ]}
      />
      <Section title={t("my_data.looks")} lead={t("my_data.looks_lead")}>
        <Looks of={view.looks} />
      </Section>
      <div className={styles.rows}>
        <Rows source={{ of: "my_data", connection: "my-data" }} filter={filter} setFilter={setFilter} height={420} />
      </div>
    </>
  );
}

function Looks({ of: looks }: { of: LookView[] }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const format = useFormat();
  if (looks.length === 0) return <Body1 as="p">{t("my_data.nobody")}</Body1>;
  return (
    <ul className={styles.looks}>
      {looks.map(({ cycle, look }) => (
        <li key={`${cycle ?? ""} ${look.at} ${look.who}`}>
          {look.what.kind === "export"
            ? t("my_data.export", { moment: format.moment(look.at), who: look.who, count: look.what.activities })
            : t("my_data.look", { moment: format.moment(look.at), who: look.who, cycle })}
        </li>
      ))}
    </ul>
  );
}
