//! Graph, the world behind it and the commands that move it.

mod calendar;
mod copies;
mod directory;
mod mail;
mod mail_delta;
mod meetings;
mod schema;
mod support;
mod teams;
mod world;
