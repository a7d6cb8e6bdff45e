import type { ConnectionView, InviteView, MailFolders } from "../bindings";
import { employee, employeeInvite } from "./world";

/** The same person's mailbox on a mail server. */
export const byImap: ConnectionView = {
  ...employee,
  id: "m-1",
  road: "employee_imap",
  permissions: [],
  mail: { server: { host: "imap.contoso.example", port: 993, starttls: false }, sign_in: "password", addresses: ["alex.wood@contoso.example"] },
};

/** An invite while Microsoft's road is closed. */
export const imapInvite: InviteView = {
  ...employeeInvite,
  roads: [
    { road: "employee_graph", standing: "closed_for_new" },
    { road: "employee_imap", standing: "open" },
  ],
};

export const mailFolders: MailFolders = {
  sent_is_known: false,
  folders: [
    { name: "Entwürfe", left_out: "drafts", holds_sent: false, is_yours: true },
    { name: "INBOX", left_out: null, holds_sent: false, is_yours: true },
    { name: "Kunden/Süd & Nord/2026", left_out: null, holds_sent: false, is_yours: true },
    { name: "Newsletter", left_out: "chosen", holds_sent: false, is_yours: true },
    { name: "Postausgang", left_out: "outbox", holds_sent: false, is_yours: true },
    { name: "Public/Everybody", left_out: "not_own", holds_sent: false, is_yours: false },
  ],
};
