//! Every letter that can be written, by name.

use bronya_domain::command::Role;
use bronya_domain::id::{AccountId, TicketId};
use bronya_domain::notice::Notice;
use bronya_domain::people::Purpose;
use bronya_words::{AccountMatter, Letter, account, letter};
use jiff::SignedDuration;

use crate::house::{House, notices};

/// A letter that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// About a booking.
    Booking(Notice),
    /// To somebody who is invited to be that.
    Invitation(Role),
    /// To somebody who has an account of his own.
    NewRole(Role),
    /// About an account, for that purpose.
    Account(Purpose),
    /// About nothing but the way.
    Trial,
}

/// The link that every letter about an account brings here.
pub const LINK: &str = "https://book.example/t/one-time-key";

/// Every letter that there can be.
pub fn pieces() -> Vec<Piece> {
    let bookings = notices().into_iter().map(Piece::Booking);
    let roles = [Role::Admin, Role::Staff, Role::Specialist, Role::Operator];
    let accounts = [Purpose::PasswordReset, Purpose::AddressConfirmation];
    bookings
        .chain(roles.map(Piece::Invitation))
        .chain(roles[..3].iter().copied().map(Piece::NewRole))
        .chain(accounts.map(Piece::Account))
        .chain([Piece::Trial])
        .collect()
}

impl Piece {
    /// What its sample is called.
    pub fn name(self) -> String {
        let name = match self {
            Self::Booking(notice) => format!("{}-{}", notice.to.name(), notice.topic.name()),
            Self::Invitation(role) => format!("account-invitation-{role:?}").to_lowercase(),
            Self::NewRole(role) => format!("account-new-role-{role:?}").to_lowercase(),
            Self::Account(purpose) => format!("account-{}", purpose.name()),
            Self::Trial => "trial".to_owned(),
        };
        name.replace('_', "-")
    }

    /// The house when that is written.
    pub fn house(self, house: House) -> House {
        match self {
            Self::Booking(notice) => house.when(notice),
            Self::Invitation(_) | Self::NewRole(_) | Self::Account(_) | Self::Trial => house,
        }
    }

    /// The letter.
    pub fn letter(self, house: &House) -> Letter {
        match self {
            Self::Booking(notice) => house.letter(notice),
            Self::Invitation(role) => {
                account::letter(&invitation(house, role)).expect("an invitation is a letter")
            }
            Self::NewRole(role) => {
                let matter = AccountMatter {
                    has_account: true,
                    ..invitation(house, role)
                };
                account::letter(&matter).expect("a new role is a letter")
            }
            Self::Account(purpose) => {
                account::letter(&about(house, purpose)).expect("such a purpose has a letter")
            }
            Self::Trial => letter::trial(house.venue.language, house.post(), house.reader()),
        }
    }
}

/// A link for that purpose, in the installation's name.
pub fn about(house: &House, purpose: Purpose) -> AccountMatter<'_> {
    let mut reader = house.reader();
    reader.account = Some(AccountId(15));
    AccountMatter {
        purpose,
        house: account::House {
            name: &house.installation,
            language: house.venue.language,
        },
        venue: None,
        role: None,
        has_account: false,
        link: LINK,
        expires_at: house.stamp + SignedDuration::from_mins(purpose.minutes()),
        reader,
        post: house.post(),
        ticket: TicketId(9),
    }
}

/// An invitation: an operator's by the installation, every other one by the venue.
pub fn invitation(house: &House, role: Role) -> AccountMatter<'_> {
    AccountMatter {
        venue: (role != Role::Operator).then_some(&house.venue),
        role: Some(role),
        ..about(house, Purpose::Invitation)
    }
}
