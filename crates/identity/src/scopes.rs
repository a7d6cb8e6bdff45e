/// Which of the wanted scopes were not granted, as they were asked for.
///
/// Names come back bare or with their resource (`https://graph.microsoft.com/Mail.Read`) and in any case. The OpenID scopes
/// are not compared: they come back or not, as the platform likes.
///
/// ```
/// let missing = identity::missing_scopes(&["Mail.Read", "User.Read", "openid"], ["https://graph.microsoft.com/mail.read"]);
/// assert_eq!(missing, ["User.Read"]);
/// ```
pub fn missing_scopes<'granted>(
    wanted: &[impl AsRef<str>],
    granted: impl IntoIterator<Item = &'granted str>,
) -> Vec<String> {
    let granted: Vec<String> = granted.into_iter().map(short).collect();
    let wanted = wanted.iter().map(AsRef::as_ref);
    wanted
        .filter(|scope| !is_openid(scope) && !granted.contains(&short(scope)))
        .map(str::to_owned)
        .collect()
}

/// Scopes of one resource with those that make it a sign-in that lasts.
pub(crate) fn with_openid(scopes: &[String]) -> Vec<String> {
    let mut all = scopes.to_vec();
    for openid in ["openid", "profile", "offline_access"] {
        if !all.iter().any(|scope| scope == openid) {
            all.push(openid.to_owned());
        }
    }
    all
}

fn short(scope: &str) -> String {
    scope.rsplit('/').next().unwrap_or(scope).to_lowercase()
}

fn is_openid(scope: &str) -> bool {
    matches!(scope, "openid" | "profile" | "email" | "offline_access")
}
