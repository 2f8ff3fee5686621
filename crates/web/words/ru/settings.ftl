# Настройки заведения для тех, кто им управляет.

settings-venue = Заведение
    .lead = Название, адрес, часовой пояс, язык, валюта.
settings-resources = Что бронируют
    .lead = Столы, комнаты, люди: места, цены, открыты ли они для брони.
settings-hours = Часы работы
    .lead = Обычная неделя и дни с особыми часами.
settings-rules = Правила
    .lead = Как заказ становится бронью, сколько длится визит, до каких пор можно отменить.
settings-floor = План зала
    .lead = Где стоят столы.
settings-people = Люди
    .lead = Кто здесь работает и кого вы знаете; приглашения, роли.
settings-keys = Программы
    .lead = Ключи для программ, новости для них, чужие договоры.
settings-letters = Письма
    .lead = Что получают гости и сотрудники, на обоих языках.
settings-given-up = Недоставленное
    .lead = Письма и новости, которые не удалось доставить.
settings-history = История
    .lead = Кто, что и когда сделал.
settings-more = Ещё
settings-save = Сохранить
settings-guests = Где бронируют гости
settings-embedders = Сайты, которым можно показывать страницу для гостей
settings-embedders-hint = По одному в строке, например https://example.org. Пусто — никому.
settings-bad-embedders = Пишите сайты вроде https://example.org, по одному в строке, не больше двадцати.
settings-embed = Чтобы встроить на свой сайт
settings-embed-hint = Скопируйте это на свою страницу. Сначала в разделе «Заведение» назовите сайты, которым можно её показывать.
settings-done-founded = Заведение создано. Гости уже могут бронировать.
settings-done-saved = Сохранено.
settings-done-added = Добавлено.
settings-done-retired = Больше не предлагается. Брони остались.
settings-done-deleted = Удалено.
settings-no-version-differs = Пока страница была открыта, кто-то изменил настройки. Набранное сохранилось: если сохранить ещё раз, оно встанет на место сохранённого другим. Чтобы сначала увидеть его, откройте страницу заново.
settings-no-was-booked = Это уже бронировали, поэтому удалить нельзя. Можно убрать из предложения.
settings-no-in-use = Здесь ещё что-то стоит: закрытое время, незаконченная бронь или опубликованное окно.
settings-no-lanes-taken = Так мало нельзя: одновременно уже забронировано больше.
settings-no-unknown-resource = Этого больше нет.
settings-no-name-taken = Такое название уже есть.
settings-no-contradiction = вместе с другим правилом забронировать было бы нельзя вовсе: приём броней заканчивался бы раньше, чем открывается.

# Страница, которая спрашивает, прежде чем задеть брони.

settings-repriced =
    .lead = Цены сохраняют свои числа и не пересчитываются по курсу. После этого их, возможно, стоит задать заново:
    .line = { $before } станет { $after }.

settings-effect =
    .title = Это заденет брони
    .lead = { $count ->
        [one] { $count } будущая бронь перестанет подходить под настройки. Она останется, как договорились; что с ней делать, решаете вы.
        [few] { $count } будущие брони перестанут подходить под настройки. Они останутся, как договорились; что с ними делать, решаете вы.
       *[many] { $count } будущих броней перестанут подходить под настройки. Они останутся, как договорились; что с ними делать, решаете вы.
    }
    .more = { $more ->
        [one] И ещё { $more }.
       *[other] И ещё { $more }.
    }
    .clock = Часы покажут { $after } вместо { $before }.
    .button = Всё равно сохранить
    .leave = Оставить как было

# Само заведение.

settings-name = Название
settings-address = Адрес
settings-address-hint = Улица, дом, город: гости найдут его в письмах.
settings-zone = Часовой пояс
settings-language = Язык
settings-language-hint = Язык писем гостям, которые не выбрали другой.
settings-currency = Валюта
settings-currency-hint = Три буквы, например RUB.
settings-region = Страна
settings-region-hint = Две буквы, например RU: так читаются телефоны без +.
settings-staff-email = Адрес для всех писем сотрудникам
settings-staff-email-hint = Гости его не видят.
settings-bad-line = укажите название одной строкой.
settings-bad-zone = выберите часовой пояс из списка.
settings-bad-choice = выберите один из вариантов.
settings-bad-mode = чтобы изменить часы, выберите выше, что они свои.
settings-bad-currency = укажите три буквы, например RUB.
settings-bad-region = укажите две буквы, например RU.

# Что бронируют.

settings-resources-count = Предлагается: { $count }, открыто для брони: { $open }
settings-resource-name = Название
settings-seats = Мест
settings-for = мест: { $seats }
settings-state = Бронирование
settings-open = Открыто
settings-closed = Закрыто
settings-by-slots = По окнам
settings-kind = Вид
settings-kind-hint = Ваше слово: стол, комната, врач.
settings-kind-rules = Правила этого вида
settings-schedule = Предлагается
settings-schedule-hours = В часы работы
settings-schedule-slots = Окнами, которые публикуют вручную
settings-seats-least = Мест от
settings-seats-most = Мест до
settings-lanes = Компаний одновременно
settings-lanes-hint = Больше 1, если рядом принимают нескольких.
settings-add = Добавить
settings-add-look = Посмотреть, что получится
settings-lines = По одному на строке
settings-lines-hint = Название; места; цена. Мест может быть 2-4; «Стол 1-12; 4» даст двенадцать столов. Подойдут и строки из таблицы.
settings-lines-wrong = Строка { $line }: { $problem }
settings-lines-none = укажите хотя бы одно.
settings-lines-too-many = За раз не больше 1000.
settings-lines-name = нет названия одной строкой.
settings-lines-seats = на сколько мест? 4 или 2-4 после названия и точки с запятой.
settings-lines-more = здесь больше, чем название, места и цена.
settings-lines-range = счёт идёт назад или слишком далеко.
settings-lines-taken = так уже что-то называется.
settings-bad-kind = укажите слово из букв, цифр и дефисов.
settings-bad-price = цена должна быть числом, например 1500 или 45,50.
settings-bad-seats = укажите число от 1.
settings-bad-seats-most = укажите число не меньше предыдущего.
settings-adding =
    .title = Будет добавлено: { $count }
    .more = И ещё { $more }.
    .button = Добавить ({ $count })
    .back = Изменить
settings-retired = Больше не предлагается
settings-is-retired = Убрано из предложения навсегда. Брони можно посмотреть.
settings-own-hours = Свои часы
settings-own-rules = Свои правила
settings-all-resources = Всё, что бронируют
settings-leaving = Убрать
settings-retire =
    .summary = Убрать из предложения
    .lead = Новых броней не будет, и вернуть обратно нельзя. Что забронировано, останется.
    .button = Убрать навсегда
settings-delete =
    .summary = Удалить
    .lead = Удалить можно только то, что ни разу не бронировали. От него ничего не останется.
    .button = Удалить

# Часы.

settings-hours-of = Часы: { $name }
settings-hours-hint = Пишите часы так: 12:00–15:00, 18:00–23:00. Пустой день закрыт; 18:00–02:00 переходит за полночь.
settings-hours-always = Открыто всегда
settings-hours-weekly = По неделе
settings-hours-own = Свои часы
settings-hours-as-venue = Как у заведения
settings-hours-closed = закрыто
settings-mode = Когда открыто
settings-monday = Понедельник
    .short = Пн
settings-tuesday = Вторник
    .short = Вт
settings-wednesday = Среда
    .short = Ср
settings-thursday = Четверг
    .short = Чт
settings-friday = Пятница
    .short = Пт
settings-saturday = Суббота
    .short = Сб
settings-sunday = Воскресенье
    .short = Вс
settings-bad-hours = напишите часы так: 12:00–23:00, промежутки не пересекаются; пустое поле значит, что закрыто.
settings-exceptions = Дни с особыми часами
settings-exceptions-none = Пока нет: праздники и другие дни, когда часы отличаются.
settings-exceptions-count = { $count ->
    [one] { $count } день с особыми часами
    [few] { $count } дня с особыми часами
   *[many] { $count } дней с особыми часами
}
settings-exceptions-past = Ещё прошло: { $count }.
settings-exceptions-stretch = { $first } — { $last }
settings-exceptions-add = Добавить дни
settings-exceptions-button = Добавить
settings-remove = Убрать
settings-from = День
settings-until = По день
settings-until-hint = Если дней несколько.
settings-day-hours = Часы
settings-day-hours-hint = Пустое поле: закрыто.
settings-bad-until = укажите день не раньше первого и не дальше года.
settings-too-many-days = дней с особыми часами слишком много.

# Правила как предложения.

rules-lead = Действуют для всего, если у вида или отдельного места нет своих правил.
rules-lead-kind = Что не задано у вида, берётся у заведения.
rules-lead-one = Что не задано здесь, берётся у вида, затем у заведения.
rules-of = Правила: { $name }
rules-ordering = Как заказ становится бронью
rules-times = Когда и надолго ли
rules-guests = Что говорят и выбирают гости
rules-leaving = Отмена и перенос
rules-own = Задано здесь
rules-from-kind = Задано для вида
rules-from-venue = От заведения
rules-default = Как обычно
rules-change = Изменить
rules-inherited = Не задавать здесь: { $sentence }
rules-others = Правила видов и отдельных мест
rules-count = { $count ->
    [0] своих нет
    [one] { $count } своё
    [few] { $count } своих
   *[many] { $count } своих
}
length-days = { $number ->
    [one] { $number } день
    [few] { $number } дня
   *[many] { $number } дней
}
length-hours = { $number ->
    [one] { $number } час
    [few] { $number } часа
   *[many] { $number } часов
}
length-minutes = { $number ->
    [one] { $number } минуту
    [few] { $number } минуты
   *[many] { $number } минут
}
settings-value = Правило
settings-count = Сколько
settings-count-days = Сколько дней
settings-count-hint = Пустое поле: без ограничения.
settings-unit = Единица
settings-unit-minutes = Минуты
settings-unit-hours = Часы
settings-unit-days = Дни
settings-stay-by-party = По числу гостей
settings-stay-chosen = Выбирают гости
settings-stay-until-released = Пока не завершат
settings-turns = Длительность по числу гостей
settings-turns-hint = Строка на каждый размер: до скольких гостей, двоеточие, минуты. Для больших компаний действует последняя.
settings-least = Не меньше, минут
settings-most = Не больше, минут
settings-bad-count = укажите целое число, не слишком большое.
settings-bad-grid = укажите от 1 минуты до 1 дня или оставьте пустым.
settings-bad-hold = укажите от 1 минуты до 2 часов.
settings-bad-stay = число гостей должно расти от строки к строке, а визит длиться хотя бы минуту.
settings-bad-turns = напишите строку на каждый размер, например 4: 120.
settings-bad-most = укажите число не меньше наименьшего.
rule-admission =
    .title = Как заказ становится бронью
    .hint = Получают ли гости место сразу или сначала решают сотрудники.
    .instant = Бронь подтверждается сразу.
    .tentative = Бронь сразу занимает время, а решают о ней сотрудники.
    .request = Бронь начинается как заявка и времени не занимает; сотрудники выбирают из заявок.
rule-answer-minutes =
    .title = Время на решение
    .hint = Сколько времени у сотрудников на ответ. Важно, только если решают они.
    .none = Срока для решения у сотрудников нет.
    .zero = Времени на решение у сотрудников нет.
    .some = Сотрудники отвечают за { $length }, иначе заказ теряет силу.
rule-rivals =
    .title = Соперничающие заявки
    .hint = Что с другими заявками на время, которое кому-то отдали.
    .declined = Заявки на время, которое отдали другому, отклоняются.
    .kept = Заявки на время, которое отдали другому, ждут дальше: вдруг освободится.
rule-one-request =
    .title = Одна заявка на время
    .hint = Гостя узнают по учётной записи, почте или телефону.
    .no = У гостя может быть несколько заявок на одно время.
    .yes = У гостя может быть только одна заявка на одно время.
rule-stay =
    .title = Сколько длится визит
    .hint = Заполните то, что относится к вашему выбору; остальные поля не важны.
    .by-party = Визит длится { $rows }.
    .row = { $length } для компаний до { $party }
    .rest = { $length } для компаний больше
    .chosen = Гости сами выбирают, на сколько: не меньше чем на { $least } и не больше чем на { $most }.
    .until-released = Визит длится, пока его не завершат.
rule-grid-minutes =
    .title = Когда начинаются визиты
    .hint = Счёт от полуночи: 15 минут дают 12:00, 12:15, 12:30.
    .none = Визит может начаться в любую минуту.
    .zero = Визит может начаться в любую минуту.
    .some = Визиты начинаются с шагом в { $length }, считая от полуночи.
rule-buffer-before-minutes =
    .title = Время перед визитом
    .hint = На подготовку. Его нельзя забронировать.
    .zero = Перед визитом запаса времени нет.
    .some = Перед каждым визитом на подготовку отводим { $length }.
rule-buffer-after-minutes =
    .title = Время после визита
    .hint = На уборку. Его нельзя забронировать.
    .zero = После визита запаса времени нет.
    .some = После каждого визита на уборку отводим { $length }.
rule-lead-minutes =
    .title = Как поздно можно бронировать
    .hint = 0 разрешает бронировать до самого начала. Без ограничения можно и задним числом.
    .none = Бронировать можно и задним числом.
    .zero = Бронировать можно до самого начала визита.
    .some = Бронировать нужно не позже чем за { $length }.
rule-horizon-days =
    .title = Как рано можно бронировать
    .hint = За сколько дней открывается бронирование.
    .none = Бронировать можно на сколько угодно вперёд.
    .zero = Бронировать заранее нельзя.
    .some = Бронирование открывается за { $length }.
rule-hold-minutes =
    .title = Пока заполняют форму
    .hint = Сколько выбранное время ждёт, пока гость не отправил форму.
    .zero = Пока гость заполняет форму, время за ним не держится.
    .some = Пока гость заполняет форму, держим за ним время { $length }.
rule-guest-choice =
    .title = Кто выбирает место
    .hint = Показывает ли страница для гостей названия.
    .any = Гости получают любое подходящее место.
    .named = Гости выбирают по названию: комнату, человека.
rule-party-size =
    .title = Сколько придёт
    .hint = Без числа гостей места не проверяются.
    .optional = Гости могут не говорить, сколько их придёт.
    .required = Гости должны сказать, сколько их придёт.
rule-contact =
    .title = Как связаться с гостем
    .hint = На чём настаивает форма. Без почты писем не отправить.
    .email-or-phone = Гости оставляют почту или телефон.
    .email = Гости оставляют почту.
    .phone = Гости оставляют телефон.
    .email-and-phone = Гости оставляют почту и телефон.
    .nothing = Гости могут не оставлять ни почты, ни телефона.
rule-reminder-minutes =
    .title = Напоминание
    .hint = За сколько до визита отправить письмо.
    .none = Гостям не напоминаем.
    .zero = Гостям напоминаем, когда визит начинается.
    .some = Гостям напоминаем за { $length } до визита.
rule-cancel-confirmed =
    .title = Отмена подтверждённой брони
    .hint = Что происходит, когда гость отменяет.
    .acts = Подтверждённую бронь гость может отменить сам.
    .asks = Подтверждённую бронь гость может попросить отменить, решают сотрудники.
    .refused = Подтверждённую бронь гость отменить не может.
rule-cancel-undecided =
    .title = Отмена до решения
    .hint = Что происходит, когда гость отменяет, пока сотрудники не решили.
    .acts = Пока сотрудники не решили, гость может отменить сам.
    .asks = Пока сотрудники не решили, гость может попросить об отмене.
    .refused = Пока сотрудники не решили, гость отменить не может.
rule-cancel-deadline-minutes =
    .title = До каких пор можно отменить
    .hint = За сколько до визита.
    .none = Отменить можно в любое время.
    .zero = Отменить можно до самого начала визита.
    .some = Отменить можно не позже чем за { $length } до визита.
rule-move-deadline-minutes =
    .title = До каких пор можно перенести
    .hint = За сколько до визита гость ещё может выбрать другое время.
    .none = Перенести бронь можно в любое время.
    .zero = Перенести бронь можно до самого начала визита.
    .some = Перенести бронь можно не позже чем за { $length } до визита.

# Новое заведение.

founding-step = Шаг { $step } из 3
founding-back = Назад
founding-what =
    .title = Что у вас бронируют?
    .lead = Три коротких шага, и гости смогут бронировать. Потом всё можно изменить.
    .legend = Что это
    .button = Дальше
founding-where =
    .title = Где и когда?
    .lead = Вписано самое вероятное. Посмотрите и измените, что не так.
    .button = Дальше
founding-offer =
    .title = Что можно забронировать?
    .lead = Наберите или вставьте по одному на строке. Это пример: замените его своим.
    .button = Посмотреть всё
founding-sum =
    .title = Всё верно?
    .lead = Пока ничего не создано. Вот что будет.
    .button = Создать заведение
founding-slug = Имя в адресах
founding-slug-hint = Латинские буквы, цифры и дефисы. Потом его не изменить.
founding-bad-slug = возьмите строчные латинские буквы, цифры и дефисы, и не слово, которое уже занято адресами.
founding-slug-taken = у другого заведения оно уже есть.
founding-count = { $count }
founding-restaurant =
    .title = Ресторан
    .lead = Столы; бронь подтверждается сразу, длительность зависит от числа гостей.
    .kind = стол
    .lines =
        Стол 1–6; 2
        Стол 7–11; 4
        Стол 12–14; 6
founding-rooms =
    .title = Комнаты
    .lead = Переговорные, залы, корты: гость выбирает, что и на сколько.
    .kind = комната
    .lines =
        Малая переговорная; 4
        Большая переговорная; 10
        Зал; 60
founding-practice =
    .title = Приём специалистов
    .lead = Врачи, юристы, учителя публикуют свободное время и отвечают на каждую заявку.
    .kind = специалист
    .lines =
        Анна Ильина, психолог; 1; 4000
        Олег Рубцов, юрист; 1; 5500
