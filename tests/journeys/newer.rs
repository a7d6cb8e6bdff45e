//! Newer versions, from an update server that the organisation laid down.

use std::env::consts::{ARCH, OS};

use serde_json::json;

use crate::{stage::Stage, update_server::Server, update_signer::Signer, window::Window};

const PACKAGE: &str = "not really a package";
const FILE: &str = "vitrine_9.9.9_amd64.deb";

/// An update server, and the organisation's key.
pub(crate) struct Shop {
    server: Server,
    signer: Signer,
}

impl Shop {
    pub(crate) fn open() -> Self {
        let (server, signer) = (Server::start(), Signer::new(7));
        server.serve(&format!("/{FILE}"), PACKAGE.as_bytes());
        Self { server, signer }
    }

    /// What a policy file says of it.
    pub(crate) fn laid_down(&self) -> String {
        let (endpoint, key) = (self.server.url("/latest.json"), self.signer.public_key());
        format!("[updates]\nendpoint = \"{endpoint}\"\npublic_key = \"{key}\"\n")
    }

    fn offer(&self, version: &str, signer: &Signer) {
        let signature = signer.sign(PACKAGE.as_bytes(), version);
        let package =
            json!({ "url": self.server.url(&format!("/{FILE}")), "signature": signature });
        let description = json!({ "version": version, "notes": "Calmer than before.", "platforms": { format!("{OS}-{ARCH}"): package } });
        let description = description.to_string();
        self.server.serve("/latest.json", description.as_bytes());
    }
}

/// Nobody is asked before somebody presses; then nothing new, something that the key has not signed, and something that it has.
pub(crate) fn are_looked_for(window: &Window, stage: &Stage, shop: &Shop) {
    window.see(&format!("server at {} says", shop.server.host()));
    assert_eq!(shop.server.asked(), [] as [String; 0]);
    shop.offer("0.0.9", &shop.signer);
    window.press("Look for updates");
    window.read("This is the newest version");

    shop.offer("9.9.9", &Signer::new(8));
    take(window);
    window.read("The package was not signed with your organisation’s key. It was thrown away.");
    window.picture("wrongly-signed");
    assert!(!stage.files.join(FILE).exists());

    shop.offer("9.9.9", &shop.signer);
    take(window);
    window.read(&format!("Version 9.9.9 was checked and saved as {FILE}."));
    window.picture("newer-version-saved");
    assert_eq!(stage.saved("deb"), PACKAGE);

    shop.server.forget();
    window.press("Look for updates");
    window.read("The update server does not answer. Nothing was changed; try again later.");
}

/// Where the organisation lays nothing down, nobody is ever asked.
pub(crate) fn are_left_to_others(window: &Window) {
    window.press("Settings");
    window.see("Vitrine does not look for newer versions, and asks nobody about them.");
    window.cannot_press("Look for updates");
}

fn take(window: &Window) {
    window.press("Look for updates");
    window.read("Version 9.9.9 is there.");
    window.picture("newer-version");
    window.press("Save the package of version 9.9.9");
}
