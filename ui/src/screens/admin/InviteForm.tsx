import { Button, Field, Input, Radio, RadioGroup, makeStyles, tokens } from "@fluentui/react-components";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type HandedInvite, type InviteForm as Form, type PersonRole, commands } from "../../bindings";
import { ErrorBar } from "../../components/ErrorBar";
import { asCommandError } from "../../desk/errors";
import { useWrite } from "../../desk/queries";

const useStyles = makeStyles({
  form: { display: "flex", flexDirection: "column", alignItems: "flex-start", gap: tokens.spacingVerticalL, maxWidth: "640px" },
  field: { width: "100%" },
});

const roles: PersonRole[] = ["employee", "manager"];

/** Makes an invite: a manager's only an admin makes. */
export function InviteForm({ isAdmin, made }: { isAdmin: boolean; made: (invite: HandedInvite) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [address, setAddress] = useState("");
  const [role, setRole] = useState<PersonRole>("employee");
  const make = useWrite((form: Form) => commands.makeInvite(form));
  const refused = make.error !== null && asCommandError(make.error).code === "not_an_address";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { role, address: address.trim() },
      {
        onSuccess: (invite) => {
          made(invite);
          setAddress("");
          setRole("employee");
        },
      },
    );
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <Field
          className={styles.field}
          label={t("people.address")}
          hint={t("people.address_hint")}
          validationState={refused ? "error" : "none"}
          validationMessage={refused ? t("people.not_an_address") : undefined}
        >
          <Input value={address} spellCheck={false} autoComplete="off" onChange={(_, { value }) => setAddress(value)} />
        </Field>
        {isAdmin && (
          <Field label={t("people.role_label")} hint={t(`people.role_means.${role}`)}>
            <RadioGroup value={role} onChange={(_, { value }) => setRole(value as PersonRole)}>
              {roles.map((one) => (
                <Radio key={one} value={one} label={t(`people.role_choice.${one}`)} />
              ))}
            </RadioGroup>
          </Field>
        )}
        <Button appearance="primary" type="submit" disabled={address.trim() === "" || make.isPending}>
          {t("people.make")}
        </Button>
      </form>
      {!refused && <ErrorBar error={make.error} />}
    </>
  );
}
