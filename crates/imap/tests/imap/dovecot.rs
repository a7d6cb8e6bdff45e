//! A real Dovecot with a folder of its own on free ports, started by an ordinary user or by root, and ended with the test.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::fmt::Write as _;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// How a Dovecot is set up.
pub(crate) struct Setup {
    /// SASL mechanisms.
    pub(crate) mechanisms: &'static str,
    /// Whose signature tokens must have, if they are taken; Dovecot itself checks it, and for whom and until when they are.
    pub(crate) token_key: Option<TokenKey>,
    /// The folders that are marked, as `name=\Use`.
    pub(crate) marked: &'static [(&'static str, &'static str)],
    /// What separates the parts of a folder's name.
    pub(crate) separator: char,
    /// What the names of all folders but the inbox begin with.
    pub(crate) prefix: &'static str,
    /// Further lines of configuration.
    pub(crate) more: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            mechanisms: "plain login",
            token_key: None,
            marked: &[
                ("Sent", "\\Sent"),
                ("Drafts", "\\Drafts"),
                ("Junk", "\\Junk"),
                ("Trash", "\\Trash"),
            ],
            separator: '/',
            prefix: "",
            more: "",
        }
    }
}

/// The public half of a key that signs tokens.
#[derive(Clone)]
pub(crate) struct TokenKey {
    pub(crate) id: String,
    pub(crate) pem: String,
    /// What a token must permit, word for word.
    pub(crate) permits: &'static str,
}

/// A running Dovecot.
pub(crate) struct Dovecot {
    folder: TempDir,
    child: Child,
    /// The port that is encrypted from the first byte on.
    pub(crate) port: u16,
    /// The port that is encrypted on request.
    pub(crate) starttls_port: u16,
    pub(crate) authority: Authority,
}

/// Who signs the certificates of a test.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut parameters = CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for this machine and its key.
    pub(crate) fn issue(&self) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let parameters = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        (parameters.signed_by(&key, &self.0).unwrap(), key)
    }
}

impl Dovecot {
    pub(crate) fn start(setup: &Setup) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // As root, Dovecot's own users must get in.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let authority = Authority::new();
        let (certificate, key) = authority.issue();
        fs::write(folder.path().join("cert.pem"), certificate.pem()).unwrap();
        fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
        let (port, starttls_port) = (free_port(), free_port());
        let configuration = configuration(folder.path(), setup, port, starttls_port);
        let file = folder.path().join("dovecot.conf");
        fs::write(&file, configuration).unwrap();
        let users = format!("*:{{PLAIN}}{PASSWORD}\n");
        fs::write(folder.path().join("users"), users).unwrap();
        let child = Command::new(program())
            .arg("-F")
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("dovecot-imapd is installed (scripts/install)");
        let dovecot = Self {
            folder,
            child,
            port,
            starttls_port,
            authority,
        };
        dovecot.wait_until_it_listens();
        dovecot
    }

    /// The maildir of a folder of somebody's; made, with all its parts.
    pub(crate) fn maildir(&self, user: &str, folder: &str) -> PathBuf {
        let mut path = self.home(user);
        for part in folder.split('/').filter(|part| *part != "INBOX") {
            path.push(part);
            make_maildir(&path);
        }
        make_maildir(&path);
        path
    }

    /// Where all of somebody's mail is.
    pub(crate) fn home(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user)
    }

    /// Gives everything that was written to the user as whom Dovecot reads it.
    pub(crate) fn hand_over(&self) {
        if is_root() {
            let user = format!("{}:nogroup", mail_user());
            let mail = self.folder.path().join("mail");
            let done = Command::new("chown").arg("-R").arg(user).arg(mail).status();
            assert!(done.unwrap().success());
        }
    }

    /// What Dovecot remembers of the numbering of a user's folders is lost.
    pub(crate) fn forget_numbering(&self, user: &str) {
        for part in ["control", "index"] {
            let _ = fs::remove_dir_all(self.folder.path().join(part).join(user));
        }
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("dovecot.log")).unwrap_or_default()
    }

    fn wait_until_it_listens(&self) {
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(Instant::now() < patience, "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master ends its children when it is asked to end, not when it is killed.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.child.wait();
    }
}

fn configuration(folder: &Path, setup: &Setup, port: u16, starttls_port: u16) -> String {
    let at = folder.display();
    let (internal, login, mail) = if is_root() {
        ("dovecot".to_owned(), "dovenull".to_owned(), mail_user())
    } else {
        (own_user(), own_user(), own_user())
    };
    let group = if is_root() {
        "dovecot".to_owned()
    } else {
        own_group()
    };
    let mut text = format!(
        "base_dir = {at}/run\nstate_dir = {at}/run\nlog_path = {at}/dovecot.log\nprotocols = imap\nlisten = 127.0.0.1\n\
         default_internal_user = {internal}\ndefault_internal_group = {group}\ndefault_login_user = {login}\n\
         first_valid_uid = 1\nfirst_valid_gid = 1\nmail_uid = {mail}\nmail_gid = {group_of_mail}\n\
         ssl = required\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\n\
         auth_mechanisms = {mechanisms}\nauth_failure_delay = 0\nmail_max_userip_connections = 50\nauth_cache_size = 0\n\
         mail_location = maildir:{at}/mail/%u:INDEX={at}/index/%u:CONTROL={at}/control/%u:LAYOUT=fs\n\
         maildir_very_dirty_syncs = no\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {starttls_port}\n  }}\n  inet_listener imaps {{\n    port = {port}\n    ssl = yes\n  }}\n}}\n\
         service anvil {{\n  chroot =\n  unix_listener anvil-auth-penalty {{\n    mode = 0\n  }}\n}}\n\
         userdb {{\n  driver = static\n  args = uid={mail} gid={group_of_mail} home={at}/mail/%u\n}}\n",
        mechanisms = setup.mechanisms,
        group_of_mail = if is_root() {
            "nogroup".to_owned()
        } else {
            own_group()
        },
    );
    for directory in ["mail", "index", "control"] {
        let path = folder.join(directory);
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    if setup.mechanisms.contains("plain") {
        let _ = write!(
            text,
            "passdb {{\n  driver = passwd-file\n  args = username_format=* {at}/users\n}}\n"
        );
    }
    if let Some(key) = &setup.token_key {
        let file = folder.join("oauth2.conf");
        let keys = folder.join("keys/default/RS256");
        fs::create_dir_all(&keys).unwrap();
        fs::write(keys.join(&key.id), &key.pem).unwrap();
        fs::write(
            &file,
            format!(
                "introspection_mode = local\nlocal_validation_key_dict = fs:posix:prefix={at}/keys/\n\
                 client_id = https://outlook.office.com\nusername_attribute = upn\n\
                 active_attribute = scp\nactive_value = {}\n",
                key.permits
            ),
        )
        .unwrap();
        let _ = write!(
            text,
            "auth_username_format = %u\npassdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {}\n}}\n",
            file.display()
        );
    }
    let _ = write!(
        text,
        "namespace inbox {{\n  inbox = yes\n  separator = {}\n  prefix = {}\n",
        setup.separator, setup.prefix
    );
    for (name, r#use) in setup.marked {
        let _ = write!(
            text,
            "  mailbox \"{name}\" {{\n    special_use = {use}\n    auto = create\n  }}\n"
        );
    }
    text.push_str("}\n");
    text.push_str(setup.more);
    text
}

fn make_maildir(path: &Path) {
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(path.join(part)).unwrap();
    }
}

fn program() -> &'static str {
    // Debian keeps it where only root looks for programs.
    if Path::new("/usr/sbin/dovecot").exists() {
        "/usr/sbin/dovecot"
    } else {
        "dovecot"
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn is_root() -> bool {
    fs::metadata("/proc/self").unwrap().uid() == 0
}

fn mail_user() -> String {
    "nobody".to_owned()
}

fn own_user() -> String {
    said("-un")
}

fn own_group() -> String {
    said("-gn")
}

fn said(what: &str) -> String {
    let out = Command::new("id").arg(what).output().unwrap().stdout;
    String::from_utf8(out).unwrap().trim().to_owned()
}
