import {
  Badge,
  Caption1,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Answer } from "../../components/Answer";
import { EmptyState } from "../../components/EmptyState";
import { NextButton } from "../../components/NextButton";
import { Page } from "../../components/Page";
import { reads } from "../../desk/queries";
import { useFormat } from "../../i18n/format";

/** The tenant's own domains: found by themselves, always internal. */
export function Domains({ next }: { next: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const domains = useQuery(reads.domains());
  return (
    <Page title={t("step.domains")} lead={t("domains.lead")} actions={<NextButton next={next} />}>
      <Answer of={domains}>
        {({ verified, read_at }) =>
          verified.length === 0 ? (
            <EmptyState title={t("domains.none")} why={t("domains.none_why")} />
          ) : (
            <>
              <Table aria-label={t("step.domains")} style={{ maxWidth: 720 }}>
                <TableHeader>
                  <TableRow>
                    <TableHeaderCell>{t("domains.domain")}</TableHeaderCell>
                    <TableHeaderCell>{t("domains.kind")}</TableHeaderCell>
                  </TableRow>
                </TableHeader>
                <TableBody>
                  {verified.map(({ name, is_default, is_initial }) => (
                    <TableRow key={name}>
                      <TableCell>{name}</TableCell>
                      <TableCell>
                        {is_default && <Badge appearance="outline">{t("domains.default")}</Badge>}
                        {is_initial && <Badge appearance="outline">{t("domains.initial")}</Badge>}
                      </TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
              {read_at !== null && <Caption1>{t("domains.read", { moment: format.moment(read_at) })}</Caption1>}
            </>
          )
        }
      </Answer>
    </Page>
  );
}
