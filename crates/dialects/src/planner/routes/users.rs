//! What administrators do: see users, change them, shut them out and let them in again.

use axum::extract::State;
use axum::http::{Method, StatusCode};
use bronya_desk::AccountEdit;
use bronya_domain::command::{Actor, Role};
use bronya_domain::id::AccountId;
use bronya_domain::people::Member;
use bronya_domain::settings::{ResourceEdit, SettingsChange};
use serde_json::{Value, json};

use super::caller::{Answer, Number, administrator, told};
use crate::django::body;
use crate::door::Door;
use crate::heard::Heard;
use crate::planner::people::{name_of, time_of};
use crate::planner::translate::{SPOKEN, Sorry};
use crate::planner::wire::{self, UserEdit};

/// How many users are read at once.
const MEMBERS_A_TIME: usize = 500;

const NOT_ONESELF: &str = "Администратор не может лишить прав самого себя.";

/// How an address of users says that it does not do something.
pub(super) fn not_done(method: &Method) -> Option<&'static str> {
    match *method {
        Method::POST => Some("Метод создания недоступен."),
        Method::PUT => Some("Метод обновления недоступен."),
        Method::DELETE => Some("Метод удаления недоступен."),
        _ => None,
    }
}

pub(super) async fn list(State(door): State<Door>, heard: Heard) -> Answer {
    administrator(&door, &heard).await?;
    let (mut users, mut before) = (Vec::new(), None);
    loop {
        let members = door
            .desk()
            .newest_members(door.venue(), before, MEMBERS_A_TIME);
        let members = members.await?;
        let his = members.iter().filter(|member| is_user(&door, member));
        users.extend(his.map(wire::user));
        before = members.last().map(|last| last.account.id);
        if members.len() < MEMBERS_A_TIME {
            return Ok(told(StatusCode::OK, Value::Array(users)));
        }
    }
}

pub(super) async fn one(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    administrator(&door, &heard).await?;
    let member = find(&door, id).await?;
    Ok(told(StatusCode::OK, wire::user(&member)))
}

pub(super) async fn change(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    let caller = administrator(&door, &heard).await?;
    let member = find(&door, id).await?;
    let fields = body(&heard, SPOKEN).await?;
    let edit = UserEdit::read(fields, member.membership.role)?;
    let user = member.account.id;
    if caller.account() == Some(user) {
        not_of_himself(&edit)?;
    }
    if edit.names != AccountEdit::default() {
        rename(&door, caller.actor(), &member, edit.names).await?;
    }
    let (desk, venue) = (door.desk_of(caller.actor()), door.venue());
    if let Some(role) = edit.role.filter(|role| *role != member.membership.role) {
        let named = find(&door, id).await?.account.names;
        let time = time_of(&door, role, &named);
        desk.repost(venue, user, role, time).await?;
    }
    if let Some(is_active) = edit.is_active {
        desk.set_user_blocked(venue, user, !is_active, door.now())
            .await?;
    }
    if let Some(is_blocked) = edit.is_blocked {
        desk.set_member_blocked(venue, user, is_blocked).await?;
    }
    let member = find(&door, id).await?;
    Ok(told(StatusCode::OK, wire::changed_user(&member)))
}

pub(super) async fn block(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    set_blocked(&door, id, &heard, true).await
}

pub(super) async fn unblock(State(door): State<Door>, Number(id): Number, heard: Heard) -> Answer {
    set_blocked(&door, id, &heard, false).await
}

async fn set_blocked(door: &Door, id: Option<i64>, heard: &Heard, blocked: bool) -> Answer {
    let caller = administrator(door, heard).await?;
    let user = find(door, id).await?.account.id;
    if blocked && caller.account() == Some(user) {
        return Err(Sorry::detail(StatusCode::BAD_REQUEST, NOT_ONESELF));
    }
    let desk = door.desk_of(caller.actor());
    let set = desk.set_member_blocked(door.venue(), user, blocked);
    let name = wire::full_name(&set.await?.account);
    let done = if blocked {
        "заблокирован"
    } else {
        "разблокирован"
    };
    let message = format!("Пользователь {name} {done}.");
    Ok(told(StatusCode::OK, json!({ "message": message })))
}

/// Whether a member of the venue is a user of the contract: his account is of its realm, and there still is one.
fn is_user(door: &Door, member: &Member) -> bool {
    member.account.realm == door.realm().name && member.account.erased_at.is_none()
}

/// The user of a number.
async fn find(door: &Door, id: Option<i64>) -> Result<Member, Sorry> {
    let Some(id) = id else {
        return Err(Sorry::no_user());
    };
    let member = door.desk().member(door.venue(), AccountId(id)).await?;
    let member = member.filter(|member| is_user(door, member));
    member.ok_or_else(Sorry::no_user)
}

/// Refuses an administrator who would shut himself out. Only another administrator can do that to him, and of two who do
/// it to one another the desk refuses one: there is always one left.
fn not_of_himself(edit: &UserEdit) -> Result<(), Sorry> {
    let demoted = edit.role.is_some_and(|role| role != Role::Admin);
    let shut_out = [
        ("role", demoted),
        ("is_active", edit.is_active == Some(false)),
        ("is_blocked", edit.is_blocked == Some(true)),
    ];
    let wrong = shut_out.into_iter().find(|(_, wrong)| *wrong);
    wrong.map_or(Ok(()), |(name, _)| Err(Sorry::field(name, NOT_ONESELF)))
}

/// Gives somebody other names. A specialist's time bears them, too.
async fn rename(
    door: &Door,
    actor: Actor,
    member: &Member,
    names: AccountEdit,
) -> Result<(), Sorry> {
    let (desk, now) = (door.desk_of(actor), door.now());
    let account = desk
        .change_account(member.account.id, names, None, now)
        .await?;
    if let (Some(own), Some(name)) = (member.membership.resource, name_of(&account.names)) {
        let edit = ResourceEdit {
            name: Some(name),
            ..ResourceEdit::default()
        };
        let change = SettingsChange::Resource(own, Box::new(edit));
        desk.change_settings(door.venue(), change, None, now)
            .await?;
    }
    Ok(())
}
