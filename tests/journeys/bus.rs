//! A session bus with a tray on it: where a second start finds the first, and where the sign in the tray is put up.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use zbus::{
    blocking::{Connection, Proxy, connection::Builder},
    message::Header,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::stage::Running;

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const MENU: &str = "com.canonical.dbusmenu";
const PATIENCE: Duration = Duration::from_mins(1);

/// A line of a menu as the bus carries it: its number, its properties, what is below it.
type Line = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The bus of one desktop.
pub(crate) struct Bus {
    pub(crate) address: String,
    desktop: Connection,
    signs: Arc<Signs>,
    _daemon: Running,
}

/// The signs that programs have put up, by the bus name and path of each.
#[derive(Default)]
struct Signs {
    up: Mutex<Vec<(String, String)>>,
    news: Condvar,
}

/// The part of a desktop that shows signs.
struct Tray(Arc<Signs>);

#[expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "this is how the bus asks"
)]
#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Tray {
    fn register_status_notifier_item(&self, service: String, #[zbus(header)] header: Header<'_>) {
        let sender = header.sender().map(ToString::to_string);
        let sign = if service.starts_with('/') {
            (sender.unwrap_or_default(), service)
        } else {
            (service, "/StatusNotifierItem".to_owned())
        };
        let mut up = self.0.up.lock().unwrap_or_else(PoisonError::into_inner);
        up.push(sign);
        self.0.news.notify_all();
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

impl Bus {
    /// Starts a bus of its own, and a tray on it.
    pub(crate) fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let out = daemon.stdout.take().expect("its output is read");
        let mut address = String::new();
        BufReader::new(out)
            .read_line(&mut address)
            .expect("it prints its address");
        let address = address.trim().to_owned();
        let signs = Arc::<Signs>::default();
        let desktop = Builder::address(&*address)
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Tray(Arc::clone(&signs))))
            .and_then(|bus| bus.name(WATCHER))
            .and_then(Builder::build)
            .expect("the bus takes a tray");
        Self {
            address,
            desktop,
            signs,
            _daemon: Running(daemon),
        }
    }

    /// What the menu of the one sign in the tray says, from top to bottom; waits until the sign is up.
    pub(crate) fn menu_of_the_sign(&self) -> Vec<String> {
        let lines = self.lines(&self.sign());
        lines.into_iter().map(|(_, label)| label).collect()
    }

    /// Chooses from the menu of the sign in the tray.
    pub(crate) fn choose_from_the_sign(&self, label: &str) {
        let sign = self.sign();
        let lines = self.lines(&sign);
        let line = lines.iter().find(|(_, known)| known == label);
        let (number, _) = line.unwrap_or_else(|| panic!("no {label} in {lines:?}"));
        let event = (*number, "clicked", Value::from(0), 0_u32);
        self.menu(&sign)
            .call::<_, _, ()>("Event", &event)
            .expect("the menu takes the click");
    }

    fn sign(&self) -> (String, String) {
        let up = self.signs.up.lock().unwrap_or_else(PoisonError::into_inner);
        let (up, _) = self
            .signs
            .news
            .wait_timeout_while(up, PATIENCE, |up| up.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        up.last().cloned().expect("a sign is put up in the tray")
    }

    fn menu(&self, (owner, path): &(String, String)) -> Proxy<'_> {
        let item = Proxy::new(
            &self.desktop,
            owner.clone(),
            path.clone(),
            "org.kde.StatusNotifierItem",
        );
        let menu: OwnedObjectPath = item
            .and_then(|item| item.get_property("Menu"))
            .expect("the sign has a menu");
        Proxy::new(&self.desktop, owner.clone(), menu, MENU).expect("the menu is on the bus")
    }

    /// The numbers and labels of a sign's menu.
    fn lines(&self, sign: &(String, String)) -> Vec<(i32, String)> {
        let asked = (0, -1, Vec::<&str>::new());
        let (_, (_, _, below)): (u32, Line) = self
            .menu(sign)
            .call("GetLayout", &asked)
            .expect("the menu tells its lines");
        let label = |line: OwnedValue| {
            let (number, properties, _) = Line::try_from(line).ok()?;
            let label = properties.get("label")?.try_clone().ok()?;
            Some((number, String::try_from(label).ok()?.replace('_', "")))
        };
        below.into_iter().filter_map(label).collect()
    }
}
