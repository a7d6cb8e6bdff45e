import { Body1, Button } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { AskFirst } from "../../components/AskFirst";

interface TakeBackProps {
  who: string;
  /** What ends: an unused link, what a manager may do, or the reading of one employee. */
  what: "open" | "manager" | "employee";
  busy: boolean;
  take: () => void;
}

/** Takes an invite back, once the consequences were said. What comes of it is told by the list, since its row changes. */
export function TakeBack({ who, what, busy, take }: TakeBackProps) {
  const { t } = useTranslation();
  const name = t("people.revoke_one", { who });
  return (
    <AskFirst
      opener={
        <Button size="small" disabled={busy} aria-label={name}>
          {t("people.revoke")}
        </Button>
      }
      title={name}
      no={t("people.keep")}
      yes={t("people.revoke_do")}
      decide={(done) => {
        done();
        take();
      }}
    >
      <Body1 as="p">{t(`people.revoke_means.${what}`)}</Body1>
    </AskFirst>
  );
}
