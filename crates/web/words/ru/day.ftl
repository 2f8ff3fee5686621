# День заведения для тех, кто в нём работает.

day-before = Предыдущий день
day-after = Следующий день
day-today = Сегодня
day-date = Дата
day-go = Показать
day-views = Виды
day-view-timeline = Шкала
day-view-floor = Зал
day-view-list = Список
day-kinds = Что показать
day-kinds-all = Всё
day-typed = Бронь одной строкой
    .example = 19:30 4 Иванова +7 912 345-67-89
    .button = Внести
day-waiting = Ждут решения
    .keys = Клавиши: ↑ ↓ выбрать, A принять, D отклонить.
day-answer-by = Ответить до { $deadline }
day-rivals = { $more ->
    [0] На это же время: { $named }
   *[other] На это же время: { $named } и ещё { $more }
}
day-covers = Больше всего гостей в { $at }: { $most }
    .title = Гостей
day-guest = Гость
day-hold = Оформляется
day-shut = Закрыто
day-slot = Опубликовано
day-late = опаздывает
day-legend = Что означают фигуры
    .wish = Заявка
    .wait = Ждёт решения, время держится
    .firm = Подтверждена
    .late = Опаздывает
    .there = Пришли
    .over = Ушли
    .off = Не пришли
    .block = Закрыто
day-from = с { $from }
day-unset = С подтверждения
day-stands = Какие брони
day-stands-live = Текущие
day-stands-waiting = Ждут решения
day-stands-expected = Ожидаются
day-stands-seated = Пришли
day-stands-past = Прошедшие
day-state = Состояние
day-next = Дальше
day-list-empty = В этот день здесь ничего нет.
day-close = Закрыть
day-cancel-asked = Просит отменить
day-seats = Мест
day-now = Сейчас
day-free = Свободно
day-free-until = Свободно до { $until }
day-taken-until = { $until ->
    [none] Занято
   *[other] Занято до { $until }
}
day-closed = Новые брони не принимаются
day-from-field = С
day-until-field = До
day-until-walk-in = До (пусто — как обычно)
day-until-block = Пусто — закрыть без срока.
day-party = Гостей
day-name = Имя
day-note = Заметка
day-place = Где
day-any = Любой вариант: { $kind }
day-what = Что
day-do-confirm = Принять
day-do-decline = Отклонить
day-do-move = Перенести
day-do-cancel = Отменить
day-do-seat = Пришли
day-do-finish = Ушли
day-do-no-show = Не пришли
day-do-undo = Вернуть
day-do-unblock = Открыть снова
day-do-book = Новая бронь
day-do-walk-in = Гости у входа
day-do-block = Закрыть время
day-book =
    .title = Новая бронь
    .button = Забронировать
day-walk-in =
    .title = Гости у входа
    .lead = Выберите, сколько их: место сразу станет их.
    .button = Впустить
day-block =
    .title = Закрыть время
    .button = Закрыть
day-move =
    .title = Перенести бронь
    .button = Перенести
day-cancel =
    .title = Отменить бронь?
    .lead = Гость узнает об этом сразу. Вернуть будет нельзя.
    .button = Отменить бронь
day-decline =
    .title = Отклонить заявку?
    .lead = Гость узнает об этом сразу. Вернуть будет нельзя.
    .button = Отклонить
day-bad-time = укажите время, например 19:30.
day-bad-until = конец должен быть позже начала.
day-bad-resource = ничего с таким названием нет.
day-bad-resources = выберите, что закрыть.
day-too-long = не больше 2000 знаков.
bad-phone = укажите телефон, например +79123456789.
day-done-book = Внесена бронь: { $guest }.
day-done-walk-in = Пришли: { $guest }.
day-done-block = Время закрыто.
day-done-unblock = Время снова открыто.
day-done-move = Перенесено: { $guest }.
day-done-cancel = Отменено: { $guest }. Гостю сообщат.
day-done-decline = Отклонено: { $guest }. Гостю сообщат.
day-done-confirm = Принято: { $guest }. Гостю сообщат.
day-done-seat = Пришли: { $guest }.
day-done-finish = Ушли: { $guest }.
day-done-no-show = Не пришли: { $guest }.
day-done-undo = Возвращено: { $guest }.
day-news = { $at }, { $who }: { $act ->
    [book] новая бронь
    [walk_in] гости у входа
    [hold] кто-то бронирует
    [drop_hold] бронь не закончена
    [confirm] бронь принята
    [decline] заявка отклонена
    [decline_rival] заявка отклонена
    [cancel] бронь отменена
    [ask_to_cancel] гость просит отменить
    [move] бронь перенесена
    [seat] гости пришли
    [finish] гости ушли
    [no_show] гости не пришли
    [undo] возвращено
    [expire] заявка осталась без ответа
    [expire_hold] бронь не закончена
    [block] время закрыто
    [unblock] время снова открыто
    [publish_slot] опубликовано окно
    [edit_slot] изменено окно
    [withdraw_slot] снято окно
   *[other] что-то изменилось
}.
day-at = Показать на
day-left = до { $until } ({ $minutes } мин)
day-over-by = дольше на { $minutes } мин
day-unplaced = Нет на плане
day-floor-empty = Плана зала ещё нет. Его рисует в настройках тот, кто управляет заведением.
