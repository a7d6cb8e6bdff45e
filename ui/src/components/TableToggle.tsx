import { ToggleButton, makeStyles } from "@fluentui/react-components";
import { Table20Regular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({ twin: { marginLeft: "auto" } });

interface TableToggleProps {
  asTable: boolean;
  show: (asTable: boolean) => void;
}

/** Every drawing has a twin: the same numbers as a table. */
export function TableToggle({ asTable, show }: TableToggleProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <ToggleButton
      className={styles.twin}
      size="small"
      appearance="subtle"
      icon={<Table20Regular />}
      checked={asTable}
      onClick={() => show(!asTable)}
    >
      {t("flow.as_table")}
    </ToggleButton>
  );
}
