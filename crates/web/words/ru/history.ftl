
# История заведения.

history = История
history-from = С
history-until = По
history-by = Кто
history-any-by = Все
history-act = Что сделано
history-any-act = Что угодно
history-about = С чем
history-any-about = С чем угодно
history-show = Показать
history-whole = Показать всё
history-table = Выгрузить в CSV
history-bad-days = укажите дни так, чтобы последний был не раньше первого.
history-bad = выберите то, что есть.
history-empty = Ничего такого не было.
history-all = Всё об этом
history-pages = Страницы истории
history-latest = К последним
history-older = Раньше
history-nobody = Кто-то, чья учётная запись удалена
history-channel = Брони через { $channel }
history-did = { $act ->
    [book] Новая бронь
    [confirm] Бронь принята
    [decline] Заявка отклонена
    [decline_rival] Заявка отклонена: выбрали другую
    [cancel] Бронь отменена
    [ask_to_cancel] Просьба отменить бронь
    [move] Бронь перенесена
    [seat] Гости пришли
    [finish] Гости ушли
    [no_show] Гости не пришли
    [undo] Действие отменено
    [walk_in] Посадили гостей без брони
    [expire] Заявка осталась без ответа
    [block] Время закрыто
    [unblock] Время снова открыто
    [publish_slot] Опубликовано время приёма
    [edit_slot] Изменено время приёма
    [withdraw_slot] Снято время приёма
    [retire_resource] Убрано из предложения
    [delete_resource] Удалено
    [change_venue] Изменены сведения о заведении
    [change_hours] Изменены часы работы
    [lay_floor] Нарисован план зала
    [change_rules] Изменены правила
    [add_resource] Добавлено
    [change_resource] Изменено
    [invite] Приглашение отправлено
    [add_member] Создана учётная запись
    [set_role] Изменена роль
    [remove_member] Роль снята
    [block_member] Доступ закрыт
    [unblock_member] Доступ снова открыт
    [add_key] Создан ключ для программы
    [revoke_key] Ключ отозван
    [erase_guest] Удалены данные гостя
   *[other] { $act }
}
