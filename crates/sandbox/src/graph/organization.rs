//! `/organization`

use super::call::{Call, Reply};
use super::json::Object;
use super::page::{Ending, Page};
use super::refusal::Refusal;
use super::select::{self, Select};
use crate::world::Tenant;

const PERMISSIONS: [&str; 5] = [
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
];

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let tenant = tenant(call)?;
    let names = call
        .query
        .get("$select")
        .map(|names| format!("({names})"))
        .unwrap_or_default();
    let mut page = Page::open(call, &format!("organization{names}"), None);
    let select = Select::read(&select::ORGANIZATION, call.query.get("$select"))?;
    page.item(|out| write(out, tenant, &select, None));
    Ok(page.close(&Ending::Last))
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let tenant = tenant(call)?;
    let name = &call.segments[1];
    if tenant.id.to_string() != name.to_lowercase() {
        return Err(Refusal::no_resource(name));
    }
    let mut out = Vec::new();
    write(
        &mut out,
        tenant,
        &Select::read(&select::ORGANIZATION, call.query.get("$select"))?,
        Some(&call.context("organization/$entity")),
    );
    Ok(Reply::json(out))
}

fn tenant<'c>(call: &'c Call<'_>) -> Result<&'c Tenant, Refusal> {
    let allowed = call.access.allows_delegated(&PERMISSIONS)
        || call.access.allows_delegated(&["User.Read"])
        || call.access.allows_application(&PERMISSIONS);
    if !allowed {
        return Err(Refusal::request_denied());
    }
    let companies = call.view.generator.companies.iter();
    let found = companies
        .map(|company| &company.tenant)
        .find(|tenant| tenant.id == call.access.tenant_id);
    found.ok_or_else(Refusal::request_denied)
}

fn write(out: &mut Vec<u8>, tenant: &Tenant, select: &Select, context: Option<&str>) {
    let mut object = Object::open(out, select);
    if let Some(context) = context {
        object.always("@odata.context", context);
    }
    object.put("id", &tenant.id);
    object.put("deletedDateTime", &());
    object.put("businessPhones", &["+49 30 5550100"]);
    object.put("city", "Berlin");
    object.put("country", &());
    object.put("countryLetterCode", "DE");
    object.put("createdDateTime", "2019-03-01T09:00:00Z");
    object.put("displayName", &tenant.display_name);
    object.put("preferredLanguage", "en");
    object.put(
        "technicalNotificationMails",
        &[format!("it@{}", tenant.default_domain())],
    );
    object.put("tenantType", "AAD");
    object.put(
        "assignedPlans",
        &[serde_json::json!({
            "assignedDateTime": "2019-03-01T09:00:00Z",
            "capabilityStatus": "Enabled",
            "service": "exchange",
            "servicePlanId": "efb87545-963c-4e0d-99df-69c6916d9eb0",
        })],
    );
    object.put_with("verifiedDomains", || {
        let domains = tenant.verified_domains.iter().map(|name| {
            serde_json::json!({
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": name == tenant.default_domain(),
                "isInitial": name == tenant.initial_domain(),
                "name": name,
                "type": "Managed",
            })
        });
        domains.collect::<Vec<_>>()
    });
    object.close();
}
