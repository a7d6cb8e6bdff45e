import type { MyDataView, PersonRow } from "../bindings";

export const none: MyDataView = { state: "none", service: "service.contoso.example", is_known: false };

export const ready: MyDataView = {
  state: "ready",
  account: { address: "alex.wood@contoso.example", name: "Alex Wood" },
  service: "service.contoso.example",
  rows: 640,
  read_at: "2026-11-22T20:03:00Z",
  looks: [
    {
      cycle: "2026-Q3",
      look: { at: "2026-10-04T09:12:00Z", who: "Toni Berger", role: "manager", what: { kind: "review", sha256: "9c1f", frozen: true } },
    },
    { cycle: null, look: { at: "2026-10-02T07:00:00Z", who: "Kim Lang", role: "tenant_admin", what: { kind: "export", activities: 12 } } },
  ],
};

export const people: PersonRow[] = [
  { address: "billie.stone@contoso.example", name: "Billie Stone", roads: ["employee_graph", "employee_imap"], connected_at: "2026-11-03T08:10:00Z" },
  { address: "zoë.ström@contoso.example", name: null, roads: ["employee_imap"], connected_at: "2026-11-12T14:40:00Z" },
  { address: "ليلى@contoso.example", name: "ليلى (Vertrieb)", roads: ["employee_graph"], connected_at: "2026-11-09T10:00:00Z" },
  { address: "a-person-with-a-very-long-address-indeed@a-department-of-a-division.contoso.example", name: "Maximiliane-Theodora von und zu Beispielhausen-Musterstein", roads: ["employee_graph"], connected_at: "2026-11-10T10:00:00Z" },
];
