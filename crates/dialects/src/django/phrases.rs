//! What the framework says, each phrase once, in English and in the Russian of its catalogue. Where the catalogue leaves
//! a phrase untranslated, the Russian is ours.

use std::fmt::Display;

use bronya_domain::catalog::Language;

/// Something that can be said in both languages. `{}` stands for the fact that goes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    english: &'static str,
    russian: &'static str,
}

/// A phrase with its fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    /// What is said.
    pub phrase: Phrase,
    fact: Option<String>,
}

impl Phrase {
    /// A phrase in both languages.
    pub(crate) const fn new(english: &'static str, russian: &'static str) -> Self {
        Self { english, russian }
    }

    /// A phrase of a dialect that speaks one language only.
    pub(crate) const fn same(words: &'static str) -> Self {
        Self::new(words, words)
    }

    /// With the fact that goes with it.
    pub(crate) fn with(self, fact: impl Display) -> Message {
        Message {
            phrase: self,
            fact: Some(fact.to_string()),
        }
    }

    /// In a language.
    pub(crate) fn said(self, language: Language) -> &'static str {
        match language {
            Language::En => self.english,
            Language::Ru => self.russian,
        }
    }
}

impl From<Phrase> for Message {
    fn from(phrase: Phrase) -> Self {
        Self { phrase, fact: None }
    }
}

impl Message {
    /// In a language.
    pub(crate) fn said(&self, language: Language) -> String {
        let words = self.phrase.said(language);
        match &self.fact {
            Some(fact) => words.replacen("{}", fact, 1),
            None => words.to_owned(),
        }
    }
}

/// The phrases of the table, one constant each.
macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $english:literal, $russian:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: Phrase = Phrase::new($english, $russian);)*
    };
}

phrases! {
    /// A field that must be there is not.
    REQUIRED: "This field is required.", "Обязательное поле.";
    /// A field is null that may not be.
    NULL: "This field may not be null.", "Это поле не может быть пустым.";
    /// A text is empty that may not be.
    BLANK: "This field may not be blank.", "Это поле не может быть пустым.";
    /// A body is null.
    NO_DATA: "No data provided", "No data provided";
    /// A body is no object; what it is instead.
    NO_OBJECT: "Invalid data. Expected a dictionary, but got {}.", "Недопустимые данные. Ожидался dictionary, но был получен {}.";
    /// No whole number.
    NO_INTEGER: "A valid integer is required.", "Введите правильное число.";
    /// No number.
    NO_NUMBER: "A valid number is required.", "Требуется численное значение.";
    /// A number is longer than anybody reads.
    TOO_LONG_A_NUMBER: "String value too large.", "Слишком длинное значение.";
    /// A number is greater than the greatest.
    AT_MOST: "Ensure this value is less than or equal to {}.", "Убедитесь, что это значение меньше либо равно {}.";
    /// A number is less than the least.
    AT_LEAST: "Ensure this value is greater than or equal to {}.", "Убедитесь, что это значение больше либо равно {}.";
    /// A number has too many digits.
    DIGITS: "Ensure that there are no more than {} digits in total.", "Убедитесь, что вы ввели не более {} цифры.";
    /// A number has too many digits after the point.
    PLACES: "Ensure that there are no more than {} decimal places.", "Убедитесь, что вы ввели не более {} цифры после запятой.";
    /// A number has too many digits before the point.
    WHOLE_DIGITS: "Ensure that there are no more than {} digits before the decimal point.", "Убедитесь, что вы ввели не более {} цифры перед запятой.";
    /// Neither true nor false.
    NO_TRUTH: "Must be a valid boolean.", "Значение должно быть логическим.";
    /// No text.
    NO_TEXT: "Not a valid string.", "Значение должно быть строкой.";
    /// A text is too long.
    LONGEST: "Ensure this field has no more than {} characters.", "Убедитесь, что это значение содержит не более {} символов.";
    /// A text is too short.
    SHORTEST: "Ensure this field has at least {} characters.", "Убедитесь, что это значение содержит не менее {} символов.";
    /// A text holds a character that no database keeps.
    NUL: "Null characters are not allowed.", "Данные содержат запрещённый символ: ноль-символ";
    /// None of the choices; what was chosen.
    NO_CHOICE: "\"{}\" is not a valid choice.", "Значения {} нет среди допустимых вариантов.";
    /// No date and time; how they are written.
    NO_MOMENT: "Datetime has wrong format. Use one of these formats instead: {}.", "Неправильный формат datetime. Используйте один из этих форматов:  {}.";
    /// A date and time that no calendar has.
    NO_SUCH_MOMENT: "Datetime value out of range.", "Значение datetime вне допустимого диапазона.";
    /// No e-mail address.
    NO_EMAIL: "Enter a valid email address.", "Введите правильный адрес электронной почты.";
    /// No UUID.
    NO_UUID: "Must be a valid UUID.", "Значение должно быть правильным UUID.";
    /// A number of something that is not there.
    NO_SUCH_KEY: "Invalid pk \"{}\" - object does not exist.", "Недопустимый первичный ключ \"{}\" - объект не существует.";

    /// A body that is no JSON; why.
    NO_JSON: "JSON parse error - {}", "JSON parse error - {}";
    /// A body that is no multipart form.
    NO_MULTIPART: "Multipart form parse error - {}", "Multipart form parse error - {}";
    /// A method that an address does not take.
    METHOD: "Method \"{}\" not allowed.", "Метод \"{}\" не разрешен.";
    /// A kind of body that nobody reads.
    MEDIA_TYPE: "Unsupported media type \"{}\" in request.", "Неподдерживаемый тип данных \"{}\" в запросе.";
    /// Somebody did not say who he is.
    NOT_AUTHENTICATED: "Authentication credentials were not provided.", "Учетные данные не были предоставлены.";
    /// Somebody may not do this.
    FORBIDDEN: "You do not have permission to perform this action.", "У вас недостаточно прав для выполнения данного действия.";
    /// Nothing stands here.
    NOT_FOUND: "Not found.", "Страница не найдена.";
    /// The header of Basic has nothing after its first word.
    BASIC_EMPTY: "Invalid basic header. No credentials provided.", "Недопустимый заголовок. Не предоставлены учетные данные.";
    /// The header of Basic has too many words.
    BASIC_SPACES: "Invalid basic header. Credentials string should not contain spaces.", "Недопустимый заголовок. Учетные данные не должны содержать пробелов.";
    /// The header of Basic cannot be decoded.
    BASIC_GARBLED: "Invalid basic header. Credentials not correctly base64 encoded.", "Недопустимый заголовок. Учетные данные некорректно закодированны в base64.";
    /// The header of Bearer has not two words.
    BEARER_PARTS: "Authorization header must contain two space-delimited values", "Authorization header must contain two space-delimited values";
    /// No such user, or another password.
    WRONG_LOGIN: "Invalid username/password.", "Недопустимые имя пользователя или пароль.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_said(message: Message, english: &str, russian: &str) {
        assert_eq!(message.said(Language::En), english);
        assert_eq!(message.said(Language::Ru), russian);
    }

    #[test]
    fn a_message_is_said_with_its_fact() {
        check_said(
            REQUIRED.into(),
            "This field is required.",
            "Обязательное поле.",
        );
        check_said(
            NO_CHOICE.with("bogus"),
            r#""bogus" is not a valid choice."#,
            "Значения bogus нет среди допустимых вариантов.",
        );
        check_said(
            METHOD.with("POST"),
            r#"Method "POST" not allowed."#,
            r#"Метод "POST" не разрешен."#,
        );
    }

    #[test]
    fn what_was_sent_is_no_template() {
        assert_eq!(
            NO_CHOICE.with("{}").said(Language::En),
            r#""{}" is not a valid choice."#
        );
    }
}
