import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, Body1 } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { Page } from "../components/Page";

const questions = ["leaves", "stays", "states", "hash", "stop", "wrong"];

/** The questions that people have, with short answers. */
export function Help() {
  const { t } = useTranslation();
  return (
    <Page title={t("navigation.help")} lead={t("help.lead")}>
      <Accordion multiple collapsible>
        {questions.map((question) => (
          <AccordionItem key={question} value={question}>
            <AccordionHeader as="h2">{t(`help.${question}.question`)}</AccordionHeader>
            <AccordionPanel>
              <Body1 as="p">{t(`help.${question}.answer`)}</Body1>
            </AccordionPanel>
          </AccordionItem>
        ))}
      </Accordion>
    </Page>
  );
}
