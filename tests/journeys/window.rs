//! One real window, driven as a person would: by the words on it.

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    bus::Bus,
    driver::{Element, Refused, Session},
    networks::Networks,
    stage::{Person, Running, Stage, free_port},
};

const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks at the page.
const GLANCE: Duration = Duration::from_millis(100);

/// A window of Vitrine with its driver.
pub(crate) struct Window {
    session: Session,
    album: PathBuf,
    browser_log: PathBuf,
    _driver: Running,
    pub(crate) networks: Networks,
    pub(crate) bus: Bus,
}

impl Window {
    /// Opens the window of one of the people, on a message bus of its own so that it is the only instance there.
    pub(crate) fn open(stage: &Stage, person: &Person) -> Self {
        assert!(
            env::var_os("DISPLAY").is_some(),
            "a display is needed: make test brings one (xvfb-run)"
        );
        let port = free_port();
        let bus = Bus::start();
        let networks = Networks::on(&bus.address);
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("DBUS_SESSION_BUS_ADDRESS", &bus.address)
            .env("DBUS_SYSTEM_BUS_ADDRESS", &bus.address)
            // Lets the driver in; without it the window refuses to be driven.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TAURI_AUTOMATION", "true")
            .env("GTK_A11Y", "none")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stage.log(person.name));
        stage.point(&mut driver, person);
        let driver = Running(driver.spawn().expect("WebKitWebDriver is installed"));
        let session = connect(port);
        Self {
            session,
            album: stage.album.clone(),
            browser_log: stage.browser_log(),
            _driver: driver,
            networks,
            bus,
        }
    }

    /// Ends the window.
    pub(crate) fn close(self) {
        self.session.end().expect("the window closes");
    }

    /// Starts the program once more on the same desktop, with a link, as a click on one does; it must give way to the first.
    pub(crate) fn start_again(&self, stage: &Stage, person: &Person, link: &str) {
        let mut again = Command::new(program());
        again
            .arg(link)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus.address)
            .env("GTK_A11Y", "none")
            .stdin(Stdio::null());
        stage.point(&mut again, person);
        let gave_way = again.status().expect("the program starts");
        assert!(gave_way.success(), "the second start ends well");
    }

    /// Waits until the sign in the tray says this of the state.
    pub(crate) fn wait_for_the_sign(&self, state: &str) {
        self.wait_until(state, || {
            let menu = self.bus.menu_of_the_sign();
            menu.first().is_some_and(|first| first.starts_with(state))
        });
    }

    /// Waits until something outside of the page is so.
    #[expect(clippy::unused_self, reason = "it is the window that makes it so")]
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn() -> bool) {
        wait_until(what, is_so);
    }

    /// Ends the program by the sign in the tray.
    pub(crate) fn quit_from_the_tray(self) {
        self.bus.choose_from_the_sign("Quit");
        wait_until("the program ended", || !self.session.is_alive());
    }

    /// Presses the button with this name, once it can be pressed.
    pub(crate) fn press(&self, name: &str) {
        let button = format!(
            "//button[not(@disabled)][normalize-space(.)={0} or @aria-label={0}]",
            quoted(name)
        );
        self.click(&button);
    }

    /// Presses the first button whose name begins like this.
    pub(crate) fn press_beginning(&self, name: &str) {
        self.click(&format!(
            "//button[starts-with(@aria-label,{})]",
            quoted(name)
        ));
    }

    /// Scrolls to these words.
    pub(crate) fn see(&self, words: &str) {
        let place = with_words(words);
        self.patiently(&place, |element| self.session.scroll_to(element));
    }

    /// Presses the last button with this name: the one of a dialog that is open.
    pub(crate) fn press_last(&self, name: &str) {
        let name = quoted(name);
        self.click(&format!(
            "(//button[not(@disabled)][normalize-space(.)={name}])[last()]"
        ));
    }

    /// Picks from the menu that is open.
    pub(crate) fn pick(&self, name: &str) {
        let item = format!("//*[@role='menuitem'][normalize-space(.)={}]", quoted(name));
        self.click(&item);
    }

    /// Presses the first number under these words; numbers are doors.
    pub(crate) fn press_number(&self, words: &str) {
        let door = format!(
            "//*[@data-flow]//button[.//*[normalize-space(.)={}]]",
            quoted(words)
        );
        self.click(&door);
    }

    /// Chooses the answer with this label, once it can be chosen.
    pub(crate) fn choose(&self, label: &str) {
        let label = quoted(label);
        self.click(&format!(
            "//label[normalize-space(.)={label}][not(@for=//*[@disabled]/@id)]"
        ));
    }

    /// Types into the empty field with this label.
    pub(crate) fn fill(&self, label: &str, text: &str) {
        let field = field(label);
        let element = self.find(&field);
        self.session.click(&element).expect("the field is there");
        self.session
            .send_keys(&element, text)
            .expect("the field takes the text");
    }

    /// Picks from the list with this label.
    pub(crate) fn select(&self, label: &str, option: &str) {
        let place = format!(
            "//*[@id=//label[starts-with(normalize-space(.),{})]/@for]/option[normalize-space(.)={}]",
            quoted(label),
            quoted(option)
        );
        self.click(&place);
    }

    /// Empties the field with this label.
    pub(crate) fn empty(&self, label: &str) {
        let field = field(label);
        // Control and A, then backspace.
        self.patiently(&field, |element| {
            self.session.send_keys(element, "\u{e009}a\u{e000}\u{e003}")
        });
    }

    /// Waits for the screen with this heading.
    pub(crate) fn arrive(&self, heading: &str) {
        self.find(&format!("//h1[normalize-space(.)={}]", quoted(heading)));
    }

    /// Waits until these words are on the screen.
    pub(crate) fn read(&self, words: &str) -> String {
        let place = with_words(words);
        self.text(&place)
    }

    /// Waits until these words are in such an element.
    pub(crate) fn read_in(&self, element: &str, words: &str) {
        self.find(&format!("//{element}[contains(.,{})]", quoted(words)));
    }

    /// Looks that nobody can choose the answer with this label.
    pub(crate) fn cannot_choose(&self, label: &str) {
        self.find(&format!(
            "//label[normalize-space(.)={}][@for=//*[@disabled]/@id]",
            quoted(label)
        ));
    }

    /// Looks that there is no such button.
    pub(crate) fn cannot_press(&self, name: &str) {
        let button = format!("//button[normalize-space(.)={}]", quoted(name));
        assert_eq!(self.texts(&button), [] as [String; 0], "{name} is offered");
    }

    /// The value beside a term.
    pub(crate) fn fact(&self, term: &str) -> String {
        let value = format!(
            "//dt[normalize-space(.)={}]/following-sibling::dd[1]",
            quoted(term)
        );
        self.text(&value)
    }

    /// What is in the field with this label.
    pub(crate) fn value(&self, label: &str) -> String {
        let field = field(label);
        self.patiently(&field, |element| self.session.value(element))
    }

    /// The link that is shown to be copied.
    pub(crate) fn link(&self) -> String {
        self.text("//code[contains(., '://')]")
    }

    /// What became of everything considered, one line a stream.
    pub(crate) fn flows(&self) -> Vec<String> {
        self.find("//*[@data-flow]");
        let count = self.texts("//*[@data-flow]").len();
        let words = |flow| {
            format!("(//*[@data-flow])[{flow}]//*[self::h2 or self::h3 or self::span][not(*)]")
        };
        (1..=count)
            .map(|flow| self.texts(&words(flow)).join(" "))
            .collect()
    }

    /// The texts of all such places, each in one line.
    fn texts(&self, place: &str) -> Vec<String> {
        let elements = self.session.elements(place).expect("the page is there");
        let text = |element: &Element| self.session.text(element).expect("it has a text");
        elements
            .iter()
            .map(|element| {
                text(element)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    /// Opens the first row of a list.
    pub(crate) fn open_first_row(&self) {
        self.open_row(0);
    }

    /// Opens a row of a list, counted from 0.
    pub(crate) fn open_row(&self, number: usize) {
        self.click(&format!("//*[@role='row'][@data-row='{number}']"));
    }

    /// Leaves a numbered picture.
    pub(crate) fn picture(&self, name: &str) {
        let next = fs::read_dir(&self.album).map_or(0, |album| {
            album
                .flatten()
                .filter(|entry| entry.path().extension().is_some_and(|end| end == "png"))
                .count()
        }) + 1;
        // Skeletons give way, and motion comes to rest, within this.
        sleep(Duration::from_millis(400));
        let picture = self.session.picture().expect("a picture");
        fs::write(self.album.join(format!("{next:02}-{name}.png")), picture)
            .expect("the album takes it");
    }

    fn click(&self, place: &str) {
        self.patiently(place, |element| self.session.click(element));
    }

    fn text(&self, place: &str) -> String {
        self.patiently(place, |element| self.session.text(element))
    }

    fn find(&self, place: &str) -> Element {
        self.patiently(place, |element| Ok(element.clone()))
    }

    /// Does it with the first element there, as soon as there is one that lets it be done.
    fn patiently<T>(&self, place: &str, act: impl Fn(&Element) -> Result<T, Refused>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.session.elements(place);
            let done = found.and_then(|found| found.first().map(&act).transpose());
            match done {
                Ok(Some(value)) => return value,
                outcome if Instant::now() > deadline => self.give_up(place, outcome.err().as_ref()),
                _ => sleep(GLANCE),
            }
        }
    }

    fn give_up(&self, place: &str, refused: Option<&Refused>) -> ! {
        self.picture("failed");
        let browser = fs::read_to_string(&self.browser_log).unwrap_or_default();
        let page = self.texts("//body").join(" ");
        panic!("{place}: {refused:?}\nthe window shows: {page}\nthe browser: {browser}");
    }
}

/// Waits until something is so.
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "not so: {what}");
        sleep(GLANCE);
    }
}

/// The window: `make test` names the one that a package installed.
fn program() -> String {
    env::var("VITRINE_WINDOW").unwrap_or_else(|_| env!("CARGO_BIN_EXE_vitrine").to_owned())
}

fn connect(port: u16) -> Session {
    let program = program();
    let deadline = Instant::now() + PATIENCE;
    loop {
        match Session::start(port, &program) {
            Ok(session) => return session,
            Err(refused) if Instant::now() > deadline => panic!("no window: {refused:?}"),
            // The driver is not listening yet; it has no other sign of being ready.
            Err(_) => sleep(GLANCE),
        }
    }
}

/// Where these words are, unbroken.
fn with_words(words: &str) -> String {
    format!(
        "//*[text()[contains(normalize-space(.),{})]]",
        quoted(words)
    )
}

/// Where the field with this label is.
fn field(label: &str) -> String {
    format!(
        "//*[@id=//label[starts-with(normalize-space(.),{})]/@for]",
        quoted(label)
    )
}

fn quoted(text: &str) -> String {
    assert!(
        !text.contains('"'),
        "words on the screen have typographic quotes"
    );
    format!("\"{text}\"")
}
