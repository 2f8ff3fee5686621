# Люди заведения, программы, письма и то, что не удалось доставить.

leave-it = Оставить как есть
language-ru = Русский
language-en = English

people =
    .title = Люди
people-groups = Кого показать
people-crew = Кто здесь работает
people-customers = Клиенты
people-blocked = Заблокированы
people-find = Имя, адрес или телефон
people-find-button = Найти
people-none = Здесь никого не нашлось.
people-more = Показать ещё
people-role = Роль
people-role-button = Сохранить роль
people-time = Чьё время
people-time-hint = Для специалиста: о чьих бронях он решает сам.
people-no-time = Не указано
people-username = Имя для входа
people-since = Учётная запись с
people-first = Имя (можно не указывать)
people-last = Фамилия (можно не указывать)
people-language = Язык письма
people-seen = Вход: { $when }
people-is-blocked = Доступ закрыт
people-is-awaited = Приглашение ждёт ответа
people-from = Через { $realm }
people-overtaken = роль или время тем временем уже сменили; роль теперь «{ $role }». Ваш выбор сохранён; сохраните ещё раз, если он всё ещё нужен.
people-bad-known = у кого этот адрес, тот уже здесь работает: смените роль на его странице.
people-bad-blocked = эта учётная запись заблокирована во всей системе.
people-bad-time = выберите, чьё это время: специалисту оно необходимо.
people-oneself = Это вы. Всё, что вы здесь отнимете, вы сразу же потеряете сами.
people-bites = Закрыть доступ
people-done-invited = Письмо на адрес { $email } отправляется.
people-done-role = Роль сохранена и уже действует.
people-done-blocked = Доступ закрыт. Открытые страницы перестанут работать при следующем действии.
people-done-unblocked = Доступ снова открыт.
people-done-removed = Больше не в списке. Брони остались.
people-invite =
    .title = Пригласить
    .lead = На адрес придёт письмо со ссылкой. Кто откроет её в течение недели, задаст пароль и сможет начать. У кого с этим адресом уже есть учётная запись, тот получает роль сразу.
    .button = Отправить приглашение
people-awaited =
    .title = Приглашение ждёт ответа
    .lead = Ссылку ещё не открывали. До этого роль не даёт никаких прав. После нового письма прежняя ссылка не действует.
    .button = Отправить ещё раз
people-withdraw =
    .title = Отозвать приглашение ({ $who })?
    .lead = Ссылка из письма сразу перестанет действовать. Пригласить снова можно в любой момент.
    .button = Отозвать приглашение
people-block =
    .title = Закрыть доступ ({ $who })?
    .lead = Здесь больше нельзя будет ни бронировать, ни решать, ни смотреть, какой бы ни была роль. Брони останутся. Доступ можно вернуть в любой момент.
    .button = Закрыть доступ
people-unblock =
    .lead = Сейчас доступ закрыт: ни бронировать, ни решать, ни смотреть.
    .button = Вернуть доступ
people-remove =
    .title = Убрать из списка ({ $who })?
    .lead = Роль здесь пропадёт сразу, а с ней и все права. Учётная запись и брони останутся.
    .button = Убрать из списка
people-demote =
    .title = Больше не управлять заведением?
    .lead = С другой ролью вы уже не сможете вернуть себе эту. Это сможет сделать только другой управляющий.
    .button = Сменить мою роль

keys =
    .title = Программы и ключи
keys-own = Ключи
keys-none = Ни у одной программы пока нет ключа.
keys-name = Для чего он
keys-name-hint = Например, «Касса» или «Сайт».
keys-scopes = Что программе можно
keys-bad-scopes = Отметьте хотя бы одно из того, что программе можно.
keys-made-at = { $who ->
    [none] Создан: { $when }
   *[other] Создан: { $when }, { $who }
}
keys-used-at = Последний раз использован: { $when }
keys-revoked-at = Отозван: { $when }
keys-unused = Ещё не использован
keys-overtaken = после открытия страницы уже создан ключ, он есть в списке. Нажмите ещё раз, если нужен ещё один.
keys-done-revoked = Ключ отозван и больше не действует.
keys-new =
    .title = Новый ключ
    .lead = Программа показывает его с каждым запросом к API. Вам он будет показан один раз.
    .button = Создать ключ
keys-made =
    .title = Новый ключ
    .lead = Ключ «{ $name }» уже действует.
keys-made-label = Ключ
keys-made-hint = Скопируйте его сейчас: он нигде не хранится и больше не будет показан.
keys-made-next = Ключ скопирован
keys-revoke =
    .title = Отозвать ключ «{ $name }»?
    .lead = Программа, которая им пользуется, сразу перестанет работать. Отозванный ключ вернуть нельзя.
    .button = Отозвать
scope-read-bookings = Видеть брони и контакты гостей
scope-write-bookings = Создавать, переносить, подтверждать и отменять брони
scope-write-offer = Менять предложение: время приёма, закрытое время, столы и комнаты
scope-write-settings = Менять сведения о заведении и его правила

webhook =
    .title = Новости для программы
    .lead = О каждом изменении брони можно сообщать по адресу программы: с подписью и с повторами, пока не дойдёт.
webhook-url = Адрес
webhook-url-hint = Например, https://till.example/bronya
webhook-overtaken = с тех пор, как вы открыли страницу, настройки изменили. Набранное сохранено и заменит то, что стоит сейчас, если сохранить ещё раз.
webhook-overtaken-off = с тех пор, как вы открыли страницу, настройки изменили. Теперь всё стоит так.
webhook-bad-url = укажите адрес, который начинается с http:// или https://, без имени и пароля.
webhook-topics = Какие новости
webhook-topics-hint = Если ничего не отмечено, программа узнаёт обо всём.
webhook-set = Сохранить
webhook-off = Больше не сообщать
webhook-secret = Показать секрет для подписи
webhook-secret-lead = Им подписаны новости (Standard Webhooks). Его должна знать только программа, которая их читает.
webhook-goes = Новости идут по адресу
webhook-none = Новости никуда не отправляются.
webhook-operator = Адрес задаёт оператор системы: он может вести в её внутреннюю сеть.
webhook-done-set = Сохранено. Теперь новости идут туда.
webhook-done-off = Новости больше не отправляются.

dialects =
    .title = Чужие сервисы, которые мы заменяем
    .lead = Программы, написанные для другого сервиса бронирования, находят его здесь, в этом заведении.
dialects-none = Заведение не заменяет ни одного чужого сервиса.

letters =
    .title = Письма
letters-lead = Все письма, которые люди получают отсюда. Откройте любое, чтобы увидеть его на обоих языках.
letters-guests = Гостям
letters-staff = Сотрудникам
letters-accounts = Об учётных записях
letters-all = Все письма
letters-example = Это пример: такой брони не было.
letters-language = Язык письма
letters-from = От кого
letters-subject = Тема
letters-looks = Как выглядит письмо
letters-text = То же простым текстом
letters-send = Прислать мне на { $email }
letters-done-sent = Письмо на адрес { $email } отправляется.
letters-no-address = В вашей учётной записи нет подтверждённого адреса, на который его можно прислать.
topic-received = Получена заявка
topic-confirmed = Бронь подтверждена
topic-declined = Заявка отклонена
topic-rival-chosen = Выбран другой гость
topic-cancelled = Бронь отменена
topic-cancel-asked = Гость просит отменить
topic-moved = Бронь перенесена
topic-expired = Заявка осталась без ответа
topic-reminder = Напоминание
purpose-setup = Первая настройка
purpose-invitation = Приглашение
purpose-password-reset = Новый пароль
purpose-address-confirmation = Подтверждение адреса

given-up =
    .title = Недоставленное
given-up-none = Всё дошло. Здесь появится то, что доставить не удастся.
given-up-lead = Это долго пытались доставить. Устраните причину и отправьте ещё раз.
given-up-all = Отправить всё ещё раз
given-up-again = Отправить ещё раз
given-up-more = { $more ->
    [one] И ещё { $more }.
    [few] И ещё { $more }.
   *[many] И ещё { $more }.
}
given-up-when = { $attempts ->
    [one] После { $attempts } попытки, { $when }
   *[other] После { $attempts } попыток, { $when }
}
given-up-sample = Проверка: { $letter }
given-up-to-guest = Гостю
given-up-to-staff = Сотрудникам
given-up-to-house = На общий адрес сотрудников
given-up-to-program = Программе, которая получает новости
given-up-drop =
    .title = Больше не отправлять?
    .lead = Это никогда не будет отправлено и навсегда исчезнет из списка.
    .button = Не отправлять
given-up-done-again = Снова отправляется.
given-up-done-all = Всё снова отправляется.
given-up-done-dropped = Убрано из списка.
given-up-done-gone = Этого в списке уже не было.
