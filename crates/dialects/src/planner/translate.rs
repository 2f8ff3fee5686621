//! Their words for our refusals. What is refused is said in Russian, as the original does.

use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::{IntoResponse, Response};
use bronya_desk::No;
use bronya_domain::catalog::Language;
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use serde_json::{Value, json};

use crate::answers;
use crate::django::{self, Phrase};

/// The language of the contract.
pub(super) const SPOKEN: Language = Language::Ru;

/// A "no" in the words of the contract.
#[derive(Debug)]
pub(super) struct Sorry {
    status: StatusCode,
    body: Value,
    /// What the gate said, where it was the gate.
    denial: Option<Box<Denial>>,
}

/// What somebody wants to do with a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Publish it.
    Publish,
    /// Change it.
    Edit,
    /// Take it back.
    Withdraw,
    /// Ask for it.
    Reserve,
    /// Agree to who asked.
    Agree,
    /// Say no to who asked, or call off what was agreed.
    Refuse,
    /// Call off what one asked for.
    Cancel,
}

/// What a reason means here.
enum Meaning {
    /// There is no such slot.
    NoSlot,
    /// There is no such user.
    NoUser,
    /// Somebody has the slot or its time.
    Taken,
    /// Another slot has the time.
    Overlaps,
    /// A value of the slot does not do; which one, and why.
    Value(&'static str, &'static str),
    /// It is not his, or does not stand where this can be done.
    NotAllowed,
    /// He is shut out.
    ShutOut,
    /// No request of this contract is about such a thing.
    Foreign,
}

impl Sorry {
    fn new(status: StatusCode, body: Value) -> Self {
        Self {
            status,
            body,
            denial: None,
        }
    }

    /// A sentence under `detail`.
    pub(super) fn detail(status: StatusCode, words: &str) -> Self {
        Self::new(status, json!({ "detail": words }))
    }

    /// A sentence under `error`.
    pub(super) fn error(status: StatusCode, words: &str) -> Self {
        Self::new(status, json!({ "error": words }))
    }

    /// What is wrong with each field.
    pub(super) fn fields(wrongs: Value) -> Self {
        Self::new(StatusCode::BAD_REQUEST, wrongs)
    }

    /// What is wrong with one field.
    pub(super) fn field(name: &str, words: &str) -> Self {
        Self::fields(json!({ name: [words] }))
    }

    /// What is wrong with each field of a slot.
    pub(super) fn slot(wrongs: Value) -> Self {
        Self::fields(json!({ "error": "Ошибка валидации", "details": wrongs }))
    }

    /// What is wrong with each field of a comment.
    pub(super) fn comment(wrongs: Value) -> Self {
        Self::fields(json!({ "error": "Ошибка валидации комментария", "details": wrongs }))
    }

    /// A role that nobody takes for himself.
    pub(super) fn role(words: &str) -> Self {
        Self::fields(json!([words]))
    }

    /// There is no such slot.
    pub(super) fn no_slot() -> Self {
        let words = "No Slot matches the given query.";
        Self::detail(StatusCode::NOT_FOUND, words)
    }

    /// Another slot has exactly the same time.
    pub(super) fn twin() -> Self {
        let words = "Слот с такими датами уже существует.";
        Self::error(StatusCode::BAD_REQUEST, words)
    }

    /// There is no such user.
    pub(super) fn no_user() -> Self {
        let words = "No CustomUser matches the given query.";
        Self::detail(StatusCode::NOT_FOUND, words)
    }

    /// The slot is there, and not for him.
    pub(super) fn not_his_to_see() -> Self {
        let words = "У вас нет доступа к этому слоту.";
        Self::error(StatusCode::FORBIDDEN, words)
    }

    /// Only administrators may do this.
    pub(super) fn not_staff() -> Self {
        let words = "Данный функционал доступен только пользователям с ролью Администратор.";
        Self::detail(StatusCode::FORBIDDEN, words)
    }

    /// There is nobody of that name and password.
    pub(super) fn no_account() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, django::no_account())
    }

    /// A token that was to be renewed or looked at is not good.
    pub(super) fn refused_token() -> Self {
        let body = django::refused_token("Token is invalid");
        Self::new(StatusCode::UNAUTHORIZED, body)
    }
}

impl Deed {
    /// He is not who may do this, or the slot does not stand where it can be done.
    pub(super) fn not_allowed(self) -> Sorry {
        let forbidden = StatusCode::FORBIDDEN;
        match self {
            Self::Publish => Sorry::error(forbidden, "У вас нет прав для создания слотов."),
            Self::Edit => Sorry::error(forbidden, "У вас нет прав для редактирования слотов."),
            Self::Withdraw => Sorry::error(forbidden, "У вас нет прав для удаления слотов."),
            Self::Reserve => Sorry::detail(
                forbidden,
                "Резервировать консультации могут только клиенты.",
            ),
            Self::Agree => {
                Sorry::detail(forbidden, "Вы не имеете прав для согласования этого слота.")
            }
            Self::Refuse => Sorry::detail(forbidden, "Вы не имеете прав для отмены этого слота."),
            Self::Cancel => {
                Sorry::detail(forbidden, "Вы не имеете прав для отмены этой консультации.")
            }
        }
    }

    /// Somebody has the slot.
    pub(super) fn taken(self) -> Sorry {
        let wrong = StatusCode::BAD_REQUEST;
        match self {
            Self::Reserve => Sorry::detail(wrong, "Консультация уже зарезервирован."),
            Self::Publish | Self::Edit => {
                Sorry::error(wrong, "Изменить можно только свободный слот.")
            }
            Self::Withdraw => Sorry::error(wrong, "Этот слот нельзя удалить: он занят."),
            Self::Agree | Self::Refuse | Self::Cancel => self.not_allowed(),
        }
    }

    /// What a "no" of the desk means to who wanted to do this.
    pub(super) fn refused(self, no: No) -> Sorry {
        let No::Refused { refusal, .. } = no else {
            return no.into();
        };
        let (_, meaning) = meaning(refusal.first());
        match (meaning, self) {
            (Meaning::Taken, _) => self.taken(),
            (Meaning::Value(field, words), Self::Publish | Self::Edit) => {
                Sorry::slot(json!({ field: [words] }))
            }
            (Meaning::Value(_, words), Self::Reserve) => {
                Sorry::detail(StatusCode::BAD_REQUEST, words)
            }
            (Meaning::Value(..) | Meaning::NotAllowed, _) => self.not_allowed(),
            (
                Meaning::NoSlot
                | Meaning::NoUser
                | Meaning::Overlaps
                | Meaning::ShutOut
                | Meaning::Foreign,
                _,
            ) => refusal.first().clone().into(),
        }
    }
}

impl IntoResponse for Sorry {
    fn into_response(self) -> Response {
        let mut response = answers::json(self.status, self.body);
        if self.status == StatusCode::UNAUTHORIZED {
            let headers = response.headers_mut();
            headers.insert(WWW_AUTHENTICATE, django::BEARER_CHALLENGE);
        }
        match &self.denial {
            Some(denial) => answers::patiently(response, denial),
            None => response,
        }
    }
}

impl From<Denial> for Sorry {
    fn from(denial: Denial) -> Self {
        let by_rule = denial.refused.as_ref().and_then(|no| no.reasons.first());
        let body = match (by_rule, denial.code) {
            (Some(reason), _) => return reason.clone().into(),
            (None, "unknown_credentials" | "token_expired") => {
                django::bad_token("Token is invalid")
            }
            (None, _) => json!({ "detail": said(&denial) }),
        };
        Self {
            status: denial.status,
            body,
            denial: Some(Box::new(denial)),
        }
    }
}

/// What the gate says, in the language of the contract.
fn said(denial: &Denial) -> &str {
    match denial.status {
        StatusCode::PAYLOAD_TOO_LARGE => "Запрос слишком велик.",
        StatusCode::TOO_MANY_REQUESTS => "Запрос был проигнорирован: слишком много запросов.",
        StatusCode::INTERNAL_SERVER_ERROR => "Внутренняя ошибка сервера.",
        StatusCode::SERVICE_UNAVAILABLE => "Сервис временно недоступен, повторите запрос.",
        StatusCode::FORBIDDEN => "У вас недостаточно прав для выполнения данного действия.",
        _ => &denial.detail,
    }
}

impl From<Reason> for Sorry {
    fn from(reason: Reason) -> Self {
        let (status, meaning) = meaning(&reason);
        match meaning {
            Meaning::NoSlot => Self::no_slot(),
            Meaning::NoUser => Self::no_user(),
            Meaning::Taken => Deed::Reserve.taken(),
            Meaning::Overlaps => Self::error(status, "Слот пересекается с другим слотом."),
            Meaning::Value(field, words) => Self::field(field, words),
            Meaning::NotAllowed => Self::detail(
                status,
                "У вас недостаточно прав для выполнения данного действия.",
            ),
            Meaning::ShutOut => Self::detail(status, "Ваша учётная запись заблокирована."),
            Meaning::Foreign => Self::detail(status, "Сейчас это невозможно."),
        }
    }
}

impl From<No> for Sorry {
    fn from(no: No) -> Self {
        Denial::from(no).into()
    }
}

/// What the gate refuses.
pub(crate) fn refuse(denial: Denial) -> Response {
    Sorry::from(denial).into_response()
}

/// What a reason means here.
#[rustfmt::skip]
fn meaning(reason: &Reason) -> (StatusCode, Meaning) {
    const WRONG: StatusCode = StatusCode::BAD_REQUEST;
    const NOT_HIS: StatusCode = StatusCode::FORBIDDEN;
    const GONE: StatusCode = StatusCode::NOT_FOUND;
    match reason {
        Reason::UnknownSlot | Reason::NotPublished => (GONE, Meaning::NoSlot),
        Reason::UnknownAccount | Reason::UnknownMember => (GONE, Meaning::NoUser),
        Reason::Taken { .. } | Reason::Blocked { .. } | Reason::SlotTaken | Reason::AlreadyRequested { .. } => (WRONG, Meaning::Taken),
        Reason::SlotOverlaps { .. } => (WRONG, Meaning::Overlaps),
        Reason::TooSoon { .. } => (WRONG, Meaning::Value("start_time", "Это время уже прошло.")),
        Reason::BeyondHorizon { .. } => (WRONG, Meaning::Value("start_time", "Это время слишком далеко.")),
        Reason::OffGrid { .. } | Reason::OutsideHours | Reason::StartRequired => (WRONG, Meaning::Value("start_time", "В это время нельзя начать консультацию.")),
        Reason::StayTooLong { .. } => (WRONG, Meaning::Value("end_time", "Слот не может длиться дольше суток.")),
        Reason::StayTooShort { .. } | Reason::StayFixed { .. } | Reason::EndRequired => (WRONG, Meaning::Value("end_time", "Слот не может столько длиться.")),
        Reason::Retired { .. } | Reason::Closed { .. } => (WRONG, Meaning::Value("specialist", "Специалист больше не принимает.")),
        Reason::PartyRequired | Reason::PartyTooLarge { .. } | Reason::PartyTooSmall { .. } => (WRONG, Meaning::Value("slot", "Слот не для стольких человек.")),
        Reason::ContactRequired { .. } => (WRONG, Meaning::Value("phone", "Укажите контакты.")),
        Reason::UnknownBooking | Reason::WrongState { .. } | Reason::TooEarly { .. } | Reason::DeadlinePassed { .. } | Reason::CancelRefused | Reason::VersionDiffers { .. } | Reason::StaffOnly | Reason::NotYours { .. } | Reason::PasswordChanged => (NOT_HIS, Meaning::NotAllowed),
        Reason::AccountBlocked => (NOT_HIS, Meaning::ShutOut),
        Reason::UnknownHold | Reason::UnknownBlock | Reason::UnknownResource { .. } | Reason::UnknownKey | Reason::TicketSpent | Reason::InvitationWithdrawn => (GONE, Meaning::Foreign),
        Reason::NothingOffered | Reason::NamedTwice { .. } | Reason::FreeUntil { .. } | Reason::NothingToUndo | Reason::HoldDiffers | Reason::NoSlotsHere { .. } | Reason::WasBooked { .. } | Reason::InUse { .. } | Reason::LanesTaken { .. } | Reason::Dearer { .. } | Reason::LastOperator | Reason::LastAdmin | Reason::WorksHere { .. } => (WRONG, Meaning::Foreign),
    }
}

/// What is wrong with a password.
pub(super) fn password(denial: &Denial) -> Option<Phrase> {
    let words = match denial.code {
        "password_too_short" => {
            "Введённый пароль слишком короткий. Он должен содержать как минимум 8 символов."
        }
        "password_too_long" => "Введённый пароль слишком длинный.",
        "password_too_plain" => {
            "Пароль должен содержать как минимум одну строчную латинскую букву и одну цифру."
        }
        "password_common" => "Введённый пароль слишком широко распространён.",
        "password_personal" => "Введённый пароль слишком похож на ваши данные.",
        _ => return None,
    };
    Some(Phrase::same(words))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::header::RETRY_AFTER;
    use bronya_desk::Fault;

    use super::*;

    async fn told(sorry: Sorry) -> (u16, Value) {
        let response = sorry.into_response();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await;
        let body = serde_json::from_slice(&body.expect("a body")).expect("JSON");
        (status, body)
    }

    #[tokio::test]
    async fn what_the_gate_refuses_has_a_detail_and_the_time_to_wait() {
        let response = refuse(Denial::from(Fault::Busy));
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        let (status, body) = told(Denial::from(Fault::Busy).into()).await;
        assert_eq!(status, 503);
        let words = "Сервис временно недоступен, повторите запрос.";
        assert_eq!(body, json!({ "detail": words }));
    }

    #[tokio::test]
    async fn one_reason_is_told_by_what_was_to_be_done() {
        for (deed, status, key) in [
            (Deed::Reserve, 400, "detail"),
            (Deed::Edit, 400, "error"),
            (Deed::Withdraw, 400, "error"),
            (Deed::Agree, 403, "detail"),
        ] {
            let (came, body) = told(deed.refused(Reason::SlotTaken.into())).await;
            assert_eq!(came, status, "{deed:?}");
            assert!(body.get(key).is_some(), "{deed:?}: {body}");
        }
    }
}
