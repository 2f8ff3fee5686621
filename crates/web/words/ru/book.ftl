# Страница, на которой гости бронируют.

book-title = Бронирование – { $venue }
book-bar = Что вы ищете
book-kind = Вид
book-any-price = Любая цена
book-any-topic = Любая тема
book-length = Длительность
book-who = К кому или что
book-anybody = Не важно
    .hint = что свободно
book-whichever = что свободно
book-seats = мест: { $seats }
book-next = ближайшее: { $next }
book-days = Дни
book-earlier = Предыдущие дни
book-later = Следующие дни
book-day-full = всё занято
book-weekday = { $day ->
    [1] пн
    [2] вт
    [3] ср
    [4] чт
    [5] пт
    [6] сб
   *[7] вс
}
book-minutes = { $minutes } мин
book-hours = { $hours } ч
book-hours-minutes = { $hours } ч { $minutes } мин
book-night = Ночь
book-morning = Утро
book-afternoon = День
book-evening = Вечер
book-other-times = Другое время, { $day }
book-nothing = Свободного времени нет: { $day }.
book-other-days = Другие дни
book-others = В тот же день
book-other-kinds = Другое в тот же день
book-nearest = Ближайшее свободное время
book-closed = Сейчас здесь ничего не бронируется.
book-lost = Это время уже занято. Выберите другое.
book-kept = Держим это время за вами до { $until }.
    .minute = Держим это время за вами ещё минуту.
book-ran-out = Это время больше не держится за вами. Пока его никто не занял, бронь ещё можно оформить.
book-name = Ваше имя
book-email = Почта
book-phone = Телефон
    .either = Почта или телефон: достаточно чего-то одного.
book-email-or-phone = укажите почту или телефон.
book-note = Пожелания
book-add-note = Добавить пожелание
book-button = Забронировать
book-request = Отправить заявку
book-answer = Мы ответим, как только примем решение.
book-answer-within = Мы ответим в течение этого времени: { $long }.
book-back = Выбрать другое время
book-sent-before = Эта форма уже отправлена: загляните в почту. Чтобы забронировать ещё раз, выберите время заново.
book-under-way = Бронь уже оформляется. Отправьте форму ещё раз через секунду, чтобы её увидеть.
book-done-confirmed = Забронировано
book-done-waiting = Заявка принята
book-done =
    .lead = Изменить что-нибудь можно будет на странице вашей брони.
    .open = Открыть бронь
    .again = Забронировать ещё
book-again = Забронировать снова
