//! Letters as files, where there is no mail server.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use bronya_courier::{Folder, Post, Sender};
use bronya_domain::notice::Topic;
use bronya_words::Letter;
use jiff::SignedDuration;
use mail_parser::MessageParser;

use crate::house::{House, to_guest};
use crate::mail::{ANNA, FROM, later, letter, never, send, stamp};

fn post(path: &Path) -> Post {
    let from = Sender::read(FROM).expect("a sender");
    Post::Folder(Folder::open(path, from).expect("a folder"))
}

fn names(path: &Path) -> Vec<String> {
    let listed = fs::read_dir(path).expect("the folder is there");
    let mut names: Vec<String> = listed
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("plain")
        })
        .collect();
    names.sort();
    names
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777
}

#[tokio::test]
async fn a_letter_becomes_a_file_that_its_owner_alone_may_read() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("var/mailbox");
    let letter = House::new().letter(to_guest(Topic::Confirmed));
    send(&post(&path), &letter).await.expect("written");
    let names = names(&path);
    let [name] = names.as_slice() else {
        panic!("one file: {names:?}")
    };
    assert!(
        name.starts_with("20261118T090000-250000Z-booking-7-42."),
        "{name}"
    );
    assert_eq!((mode(&path), mode(&path.join(name))), (0o700, 0o600));

    let bytes = fs::read(path.join(name)).expect("a file");
    let read = MessageParser::default().parse(&bytes).expect("a letter");
    assert_eq!(read.subject(), Some(letter.subject.as_str()));
    assert_eq!(
        read.message_id(),
        Some(letter.message_id.trim_matches(['<', '>']))
    );
    assert_eq!(
        read.body_text(0).expect("text").trim_end(),
        letter.text.replace('\n', "\r\n").trim_end()
    );
}

#[tokio::test]
async fn the_same_letter_again_is_one_file_and_another_reader_is_another() {
    let home = tempfile::tempdir().expect("a folder");
    let post = post(home.path());
    for _ in 0..3 {
        send(&post, &letter(1)).await.expect("written");
    }
    assert_eq!(names(home.path()).len(), 1);
    post.send("peter@example.org", &letter(1), stamp())
        .await
        .expect("written");
    send(&post, &letter(2)).await.expect("written");
    assert_eq!(names(home.path()).len(), 3);
}

#[tokio::test]
async fn files_stand_in_the_order_of_their_letters() {
    let home = tempfile::tempdir().expect("a folder");
    let post = post(home.path());
    for number in [3, 1, 2] {
        let owed = stamp() + SignedDuration::from_micros(i64::try_from(number).expect("small"));
        post.send(ANNA, &letter(number), owed)
            .await
            .expect("written");
    }
    let order: Vec<bool> = (1..=3)
        .map(|number| names(home.path())[number - 1].contains(&format!("booking-7-{number}.")))
        .collect();
    assert_eq!(order, [true; 3], "{:?}", names(home.path()));
}

#[tokio::test]
async fn no_text_leads_out_of_the_folder() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("mailbox");
    let post = post(&path);
    for id in [
        "<../../etc/x@h>",
        "</etc/passwd@h>",
        "<a/../../b@h>",
        "<..@h>",
        &format!("<{}@h>", "x".repeat(800)),
    ] {
        send(
            &post,
            &Letter {
                message_id: id.to_owned(),
                ..letter(1)
            },
        )
        .await
        .expect("written");
    }
    assert_eq!(names(&path).len(), 5);
    assert_eq!(names(home.path()), ["mailbox"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_keeps_the_letter_owed_and_leaves_no_half_file() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("mailbox");
    let post = post(&path);
    send(&post, &letter(1)).await.expect("written");
    // A folder stands where the file wants to be: only the last step can fail.
    let name = names(&path).remove(0);
    fs::remove_file(path.join(&name)).expect("it was there");
    fs::create_dir(path.join(&name)).expect("made");
    later(send(&post, &letter(1)).await);
    assert_eq!(names(&path), [name]);

    fs::remove_dir_all(&path).expect("it was there");
    let why = later(send(&post, &letter(1)).await);
    assert!(why.starts_with("the letter could not be written"), "{why}");
    never(post.send("no address", &letter(1), stamp()).await);
}
