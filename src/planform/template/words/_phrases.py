"""The words of labels in the languages that teams plan in: term -> phrases. What they are for is in `_vocabulary`."""

from __future__ import annotations

PHRASES: dict[str, str] = {
    # --- who and what -------------------------------------------------------------------------------------------------
    "key": """pep, doc id, document id, record id, rfc id, prd id, project number, project id, project no,
        projektnummer, task id, issue id, ticket id, story id, bug id, plan id, key, ticket, issue key, task key,
        ticket number, issue number, task number, task no, ticket no, jira, jira key, jira ticket, jira id,
        reference number, adr number, rfc number, aufgaben-id, ticketnummer, vorgangsnummer, numéro de ticket,
        número de ticket, номер задачи, チケット番号, 课题编号, 编号, 任务编号, 任务id, 需求编号, 工单号""",
    "title": """タスク名, 作業名, 機能名, 작업명, 과제명, title, task title, task name, plan title, plan name,
        project title, project name, feature title, feature name, issue title, issue name, name of the project,
        name of project, story title, epic title, epic name, document title, titel, name des projekts,
        projektname, projekttitel, titre, nom du projet, titre du projet, título, nombre del proyecto, título del
        proyecto, nome do projeto, título do projeto, titolo, nome del progetto, название, наименование, название
        проекта, название задачи, заголовок, タイトル, 件名, プロジェクト名, 案件名, 标题, 標題, 項目名稱,
        项目名称, 任务名称, שם הפרויקט, 프로젝트명, 제목, اسم المشروع, العنوان, tên dự án, proje adı, görev adı,
        başlık, nazwa projektu, nazwa zadania, tytuł, projectnaam, projectnavn, projektets namn, назва проєкту,
        назва, název projektu, nama proyek, judul""",
    "name": """name, subject, task, betreff, objet, asunto, assunto, oggetto, project, projekt, projet, proyecto,
        projeto, progetto, проект, aufgabe, nom, nombre, nome, título provisional, 名称, feature, product, produkt""",
    "other": """current state, what happens, target state""",
    "status": """-상태, -状态, -状態, -ステータス, סטטוס, מצב, الحالة, 상태, trạng thái, stan, situação atual,
        avancement, fortschrittsstatus, 진행 상태, status, state, current status, overall status, task status,
        zustand, stand der arbeit, statut, état, estado, situación, situação, stato, статус, состояние,
        ステータス, 状態, 状况, 状态, 狀態, 進捗状況, durum, durumu, statusu, stav, status projektu, статус
        задачі, стан, trạng thái hiện tại, tình trạng""",
    "owner": """소유자, 소유 부서, propriétaire, propietario, proprietário, proprietario, 指派给, 分配给, -担当,
        担当者名, líder, líder del proyecto, líder do projeto, 프로젝트 매니저, pm, project leader,
        プロジェクトマネージャー, 项目经理, руководитель проекта, директор проекта, 维护人, 维护者, maintainer,
        release manager, release owner, מנהל הפרויקט, אחראי, المسؤول, مسؤول, 담당자, 담당, 책임자, odpowiedzialny,
        eigenaar, verantwoordelijke, người phụ trách, 譲渡先, owner, assignee, assigned to, assigned, responsible,
        dri, lead, owned by, person responsible, responsible person, responsible party, accountable, task owner,
        action owner, risk owner, feature owner, plan owner, project owner, project lead, project manager, tech
        lead, technical lead, team lead, directly responsible individual, verantwortlich, verantwortliche,
        verantwortlicher, zuständig, bearbeiter, bearbeiterin, zugewiesen an, projektleitung, projektleiter,
        projektleiterin, responsable, responsables, assigné à, affecté à, pilote, chef de projet, asignado a,
        encargado, jefe de proyecto, responsável, responsáveis, atribuído a, gerente do projeto, responsabile,
        responsabili, assegnato a, ответственный, ответственная, исполнитель, владелец, руководитель, 担当,
        担当者, 責任者, 负责人, 責任人, 责任人, 負責人, 经办人, dueño, dueño del riesgo, propietario del riesgo,
        dueña, proje yöneticisi, sorumlu, sorumlu kişi, sahibi, atanan, właściciel, osoba odpowiedzialna,
        kierownik projektu, projectleider, verantwoordelijk, eigenaar van het risico, ansvarig, ansvarlig,
        vlastník, odpovědná osoba, відповідальний, власник, виконавець, penanggung jawab, pemilik""",
    "owner column": """담당, who is responsible, who, by whom, by, wer, durch wen, qui, par qui, quién, quem, chi,
        кто, 誰, 谁""",
    "sprint": """sprint, iteration, sprint number, sprint no, sprint name, iteración, iteração, iterazione,
        спринт, итерация, スプリント, 迭代, 冲刺""",
    "parent": """parent, epic, feature, parent task, parent issue, parent epic, parent story, epic link, parent
        plan, übergeordnet, übergeordnete aufgabe, épopée, épica, épico, эпик, родительская задача, エピック,
        親タスク, 父任务, 史诗""",
    "tags": """tags, labels, keywords, schlagwörter, schlagworte, étiquettes, mots-clés, etiquetas, palabras
        clave, palavras-chave, etichette, parole chiave, теги, метки, ключевые слова, タグ, ラベル, 标签, 標籤,
        关键词""",
    # --- when ---------------------------------------------------------------------------------------------------------
    "created": """작성일, تاريخ الإنشاء, 생성일, data de criação, ngày tạo, submitted on, date submitted, date
        reported, 起票日, 報告日, created, created on, created at, date created, creation date, created date, date
        of creation, opened, date opened, erstellt, erstellt am, erstelldatum, erstellungsdatum, angelegt am, créé
        le, date de création, creado, creado el, fecha de creación, criado em, creato il, data di creazione,
        создано, дата создания, 作成日, 作成日時, 创建日期, 创建时间, 建立日期, oluşturma tarihi, data utworzenia,
        aanmaakdatum, aangemaakt op, datum vytvoření, дата створення, dibuat""",
    "updated": """updated, last updated, updated on, updated at, last update, last modified, modified, last
        changed, last reviewed, revised, last revised, aktualisiert, aktualisiert am, letzte änderung, geändert
        am, mis à jour, mise à jour, dernière mise à jour, mis à jour le, modifié le, actualizado, actualizado el,
        última actualización, atualizado em, última atualização, aggiornato il, ultimo aggiornamento, обновлено,
        дата обновления, 更新日, 最終更新日, 最終更新, 更新日期, 最后更新, 更新时间, güncelleme tarihi, son
        güncelleme, ostatnia aktualizacja, laatst bijgewerkt, остання зміна, оновлено""",
    "started": """дата старта, старт, 시작일, תאריך התחלה, تاريخ البدء, ngày bắt đầu, fecha de comienzo, date de
        démarrage, date started, 着手, started, start, start date, started on, begin, begin date, beginning,
        planned start, kickoff, kick-off, kickoff date, kick-off date, start am, beginn, anfang, startdatum,
        starttermin, début, date de début, inicio, fecha de inicio, fecha inicio, início, data de início, data
        início, inizio, data di inizio, data inizio, начало, дата начала, 開始, 開始日, 着手日, 开始日期,
        開始日期, 启动日期, başlangıç tarihi, başlangıç, data rozpoczęcia, początek, begindatum, startdato, datum
        zahájení, дата початку, початок, tanggal mulai""",
    "finished": """종료일, 완료일, תאריך סיום, ngày kết thúc, fecha de cierre, finished, finish, end, end date,
        ended, completed, completed on, completion date, date completed, closed, date closed, resolution date,
        finish date, actual end, abgeschlossen, abgeschlossen am, ende, enddatum, endtermin, fin, date de fin,
        terminé le, fecha de fin, fecha fin, fecha de finalización, finalizado, fim, término, data de término,
        data de fim, data de conclusão, concluído em, fine, data di fine, data fine, completato il, завершено,
        дата завершения, дата окончания, окончание, 完了, 完了日, 終了日, 结束日期, 完成日期, 結束日期, bitiş
        tarihi, bitiş, kapanış tarihi, data zakończenia, zakończono, einddatum, sluttdato, slutdatum, datum
        ukončení, дата завершення, tanggal selesai""",
    "due": """예상 완료일, 완료 예정, 완료 목표일, 목표 완료일, 예정일, 完了予定, 完了目標日, planned for, תאריך
        יעד, الموعد النهائي, تاريخ الاستحقاق, 기한, 마감일, 완료 예정일, 목표일, hạn chót, completion target date,
        expected completion, due by date, date de livraison, fecha fin prevista, bis zum, fertig bis, 予定日,
        完了予定日, due, due date, deadline, target date, completion target, target completion, target completion
        date, due by, by when, eta, due on, target release date, planned completion, needed by, delivery date,
        fällig, fällig am, fälligkeit, fälligkeitsdatum, frist, zieltermin, zieldatum, bis wann, abgabetermin,
        échéance, date d échéance, date limite, date cible, délai, fecha límite, fecha de vencimiento,
        vencimiento, plazo, fecha objetivo, fecha de entrega, prazo, data limite, data de entrega, vencimento,
        data alvo, scadenza, data di scadenza, entro il, data di consegna, срок, срок выполнения, срок сдачи,
        дедлайн, 期限, 期日, 締切, 締め切り, 納期, 截止日期, 到期日, 截止时间, son tarih, teslim tarihi, hedef
        tarih, termin wykonania, termin realizacji, streefdatum, förfallodatum, frist for, термін, термін
        виконання, кінцевий термін, tenggat, batas waktu""",
    "due column": """기한, by, when, bis, bis zum, wann, quand, cuándo, quando, до, когда, いつまで, いつ""",
    "until": """by, until, bis, bis zum, au plus tard, hasta, até, entro, до, due before""",
    "date": """만료일, 시행일, 발행일, 접수일, 요청일, 회의일, termin, תאריך, التاريخ, 날짜, ngày, data do
        documento, date de la réunion, letzte prüfung, 会議日, date, day, review date, -datum, -date, datum,
        fecha, дата, -日, -日付, 日付, 日期, -日期, timeline date, released, effective, expires, expiry, valid
        until, gültig bis, tarih, tarihi, -tarihi, -tarih, data wydarzenia, datum van, dato, päivämäärä, dátum,
        tanggal, дата проведення""",
    "datetime": """-日時, timestamp, date and time, date time, datetime, time of detection, time detected, time
        resolved, time started, detected at, resolved at, started at, ended at, datum und uhrzeit, beginn der
        störung, date et heure, fecha y hora, data e hora, data e ora, дата и время, 日時, 発生日時, 日期时间""",
    # --- how much -----------------------------------------------------------------------------------------------------
    "effort": """הערכת זמן, הערכה, 공수, 예상 공수, 예상 시간, ước lượng, durata stimata, durée estimée, duração
        estimada, duración estimada, dauer geschätzt, estimated work, workload, person-weeks, person weeks,
        geschätzte dauer, estimate of effort, charge de travail, 预计工期, 预计时间, 所需时间, 工期, effort,
        estimate, estimates, estimated time, estimated effort, time estimate, effort estimate, estimated hours,
        estimated days, estimation, story points, story point, points, hours, level of effort, loe, total effort,
        total estimate, original estimate, est, est time, est hours, est effort, estimated duration, person days,
        person hours, t-shirt size, initial estimate, estimated size, time needed, aufwand, aufwandsschätzung,
        geschätzter aufwand, schätzung, stunden, personentage, charge, effort estimé, charge estimée, estimación,
        esfuerzo, esfuerzo estimado, estimación de esfuerzo, horas, puntos de historia, puntos, estimativa,
        esforço, esforço estimado, estimativa de esforço, pontos, stima, stime, sforzo, impegno stimato, impegno,
        ore stimate, ore, punti, оценка, трудозатраты, оценка времени, трудоёмкость, трудоемкость, часы, 見積,
        見積もり, 見積り, 工数, 見積工数, 予定工数, ポイント, 规模, 工作量, 预估工时, 估算, 工时, 預估,
        预估工作量, 故事点, tahmini süre, efor, iş yükü, pracochłonność, szacowany czas, szacowany nakład,
        inschatting, geschatte tijd, geschatte inspanning, uppskattning, estimat, pracnost, odhad, оцінка,
        трудовитрати, estimasi""",
    "bound": """optimistic, pessimistic, best case, worst case, optimistisch, pessimistisch, optimiste,
        pessimiste, optimista, pesimista, pessimista, ottimistica, pessimistica, оптимистичная, пессимистичная,
        楽観値, 悲観値, 乐观, 悲观""",
    "sum": """total, sum, grand total, gesamt, summe, gesamtsumme, total général, suma, soma, totale, итого,
        всего, 合計, 总计, 合计, 합계, 총계""",
    "effort column": """likely, most likely, realistic, realistisch, wahrscheinlich, probable, más probable,
        réaliste, 最頻値, 最可能, size, days, time needed, größe, tage, taille, jours, tamaño, días, tamanho,
        dias, giorni, дни, размер, 大小, 天数, 日数""",
    "effort breakdown": """breakdown by component, breakdown by task, breakdown by phase, effort breakdown,
        breakdown, time breakdown, estimate breakdown, aufwand im einzelnen, breakdown of effort""",
    "duration": """capacity, capacidade, capacidad, kapazität, capacité, duration, dauer, durée, duración,
        duração, durata, длительность, продолжительность, 期間, 所要時間, 持续时间, 时长, timebox, time box""",
    "actual": """actual, actual time, actual effort, actual hours, time spent, hours spent, actual days,
        ist-aufwand, tatsächlicher aufwand, temps passé, tiempo real, tiempo empleado, tempo gasto, tempo
        impiegato, факт, фактические трудозатраты, затрачено, 実績, 実績工数, 实际工时, 实际工作量""",
    "complexity": """complexity, komplexität, complexité, complejidad, complexidade, complessità, сложность,
        複雑さ, 複雑度, 复杂度, 複雜度""",
    "number": """count, number, quantity, qty, no of, number of, # of, percentage, percent, score, rating, votes,
        headcount, -anzahl, anzahl, menge, nombre de, quantité, cantidad, número de, quantidade, numero di,
        quantità, количество, число, 件数, 数量, -数, 个数, rpn, risk score, progress, fortschritt, % complete, %
        done""",
    # --- what may go wrong --------------------------------------------------------------------------------------------
    "likelihood": """발생 가능성, 가능성, probabilité d occurrence, likelihood, eintrittswahrscheinlichkeit,
        vraisemblance, verosimilitud, verossimilhança, verosimiglianza, 発生可能性, 可能性, 发生可能性, olasılık
        düzeyi, prawdopodobieństwo wystąpienia""",
    "probability": """발생 확률, 발생확률, הסתברות, 확률, احتمال, الاحتمال, xác suất, probability, prob, chance,
        wahrscheinlichkeit, probabilité, probabilidad, probabilidade, probabilità, вероятность, 発生確率, 確率,
        概率, 機率, 发生概率, olasılık, olasılığı, prawdopodobieństwo, kans, waarschijnlijkheid, sannolikhet,
        pravděpodobnost, ймовірність, kemungkinan""",
    "impact": """השפעה, 영향, 영향도, التأثير, tác động, ảnh hưởng, impact, consequence, auswirkung, auswirkungen,
        schadenshöhe, impacto, impatto, влияние, последствия, воздействие, 影響, 影響度, 影响, 影响程度, 影響程度,
        etki, etkisi, wpływ, skutek, invloed, gevolg, påverkan, dopad, вплив, dampak""",
    "severity": """severity, sev, priority, prio, urgency, criticality, risk level, risk rating, importance,
        schweregrad, priorität, dringlichkeit, gravité, priorité, urgence, sévérité, severidad, prioridad,
        gravedad, urgencia, prioridade, gravidade, urgência, severidade, priorità, gravità, urgenza, приоритет,
        серьёзность, серьезность, критичность, срочность, 優先度, 重要度, 重大度, 緊急度, 优先级, 严重程度,
        優先級, 严重性, 紧急程度""",
    "mitigation": """대응 전략, 대응전략, 완화 전략, 应急响应, מענה, 대응, 대응 방안, 대응책, 완화 방안,
        الاستجابة, giảm thiểu, contromisura, contromisure, contramedida, contramedidas, contre-mesure,
        contre-mesures, parade, maßnahme, gegensteuerung, 应对策略, 应对, 缓解策略, 应对方案, 規避策略, 应急措施,
        mitigation, mitigations, mitigation strategy, mitigation strategies, mitigation plan, mitigation approach,
        risk mitigation plan, mitigation steps, countermeasure, countermeasures, gegenmaßnahme, gegenmaßnahmen,
        maßnahme zur minderung, gegenmassnahme, gegenmassnahmen, minderung, atténuation, mesure d atténuation,
        mesures d atténuation, mitigación, plan de mitigación, medida de mitigación, mitigação, plano de
        mitigação, mitigazione, piano di mitigazione, меры, меры снижения, снижение, смягчение, план снижения,
        митигация, 対策, 軽減策, 緩和策, 对策, 缓解措施, 应对措施, 應對措施, 緩解措施, önlem, önlemler, azaltma,
        alınacak önlemler, działania zaradcze, plan mitygacji, maatregel, maatregelen, beheersmaatregel, åtgärd,
        åtgärder, opatření, заходи, пом'якшення, mitigasi""",
    "response": """response, action, actions, treatment, plan, measure, measures, maßnahme, maßnahmen, massnahme,
        massnahmen, mesure, mesures, acción, acciones, medida, medidas, respuesta, ação, ações, resposta, azione,
        azioni, misura, misure, risposta, действия, реагирование, ответные меры, 対応, 対応策, 措施""",
    "contingency": """contingency, contingency plan, fallback, fallback plan, plan b, notfallplan, ausweichplan,
        plan de secours, plan de contingencia, contingencia, plano de contingência, contingência, piano di
        contingenza, план действий, резервный план, запасной план, 代替策, コンティンジェンシー, 应急计划,
        應急計劃, 应急预案""",
    "risk": """risk, risks, blocker, blockers, potential blocker, potential blockers""",
    "risk word": """risiko-, סיכון, סיכונים, المخاطر, مخاطر, 위험, 리스크, rủi ro, risk, risks, risiko, risiken,
        -risiken, -risiko, risque, risques, riesgo, riesgos, risco, riscos, rischio, rischi, риск, риски, рисков,
        リスク, 风险, 風險, riskler, ryzyko, ryzyka, risico, risico's, risker, risici, riziko, rizika, ризик,
        ризики""",
    # --- what it hangs on, what it takes ------------------------------------------------------------------------------
    "dependency word": """prerequisite task, prerequisite tasks, next task""",
    "dependency": """relates to, relates, related requirements, תלויות, תלוי ב, 의존성, 선행 작업, 선행작업,
        الاعتماديات, phụ thuộc, dépend de la, 依存先タスク, 前置依赖, dependencies, depends on, blocked by,
        blocks, related, related to, related task, related tasks, related issue, related issues, related work,
        related tickets, related adrs, related decisions, related plans, related stories, related epics, related
        rfcs, task dependencies, cross-task dependencies, cross task dependencies, project dependencies,
        supersedes, superseded by, requires, blocking, depends, waits for, predecessor, predecessors, successor,
        successors, dependent on, linked issues, replaces, replaced by, follows, abhängigkeit, abhängigkeiten,
        hängt ab von, abhängig von, blockiert, blockiert durch, blockiert von, verwandte aufgaben, vorgänger,
        dépendance, dépendances, dépend de, bloqué par, bloque, dependencia, dependencias, depende de, bloqueado
        por, bloquea, tareas relacionadas, dependência, dependências, bloqueia, tarefas relacionadas, dipendenza,
        dipendenze, dipende da, bloccato da, blocca, зависимость, зависимости, зависит от, блокируется, блокирует,
        связанные задачи, 依存関係, 依存, 依存先, 依存タスク, 前提タスク, 関連タスク, 依赖, 依赖关系, 依賴,
        相依性, 前置任务, 依赖项, bağımlılıklar, bağımlılık, zależności, zależność, afhankelijkheden,
        afhankelijkheid, beroenden, závislosti, залежності, ketergantungan""",
    "criterion": """קריטריונים, קריטריוני קבלה, معايير القبول, معايير, 완료 조건, 인수 조건, 완료 기준, 완료기준,
        合格基準, 完了条件, fertig wenn, done when, definição de pronto, definición de hecho, definición de
        terminado, definition of fini, definizione di fatto, приёмки, готово когда, fertigstellungskriterien,
        criteria, criterion, definition of done, dod, definition of ready, acceptance, akzeptanzkriterien,
        akzeptanzkriterium, -kriterien, abnahmekriterien, critère, critères, criterio, criterios, critério,
        critérios, criteri, критерий, критерии, 基準, -基準, 受け入れ基準, 受入基準, 验收标准, -标准, 驗收標準,
        完了の定義, kabul kriterleri, kriterler, kryteria akceptacji, kryteria, acceptatiecriteria,
        acceptanskriterier, akceptační kritéria, критерії приймання, критерії, kriteria penerimaan""",
    "metric": """מדדים, 지표, 성공 지표, مؤشرات, KPI, metrics, metric, kpi, kpis, kennzahl, kennzahlen,
        erfolgskennzahlen, indicateur, indicateurs, métrica, métricas, indicador, indicadores, metrica, metriche,
        indicatori, метрика, метрики, показатели, 指標, 指标, メトリクス, メトリック""",
    "step": """단계, שלבים, الخطوات, các bước, reproduction steps, steps to reproduce, to reproduce, procedure
        steps, schritte zum reproduzieren, 작업 단계, passos para reproduzir, pasos para reproducir, шаги
        воспроизведения, étapes pour reproduire, 再現手順, 重现步骤, 复现步骤, steps, step, implementation steps,
        implementation step, development steps, action steps, work steps, additional steps, step-by-step,
        deployment plan steps, schritt, schritte, umsetzungsschritte, arbeitsschritte, étape, étapes, paso, pasos,
        passo, passos, etapas, passi, fasi, шаг, шаги, этапы, 手順, ステップ, 步骤, 步驟, 实施步骤, adımlar,
        uygulama adımları, kroki, stappen, steg, kroky, кроки, langkah-langkah, langkah""",
    # --- what form it has ---------------------------------------------------------------------------------------------
    "text": """solution, description, summary, background, overview, context, motivation, rationale, notes, note,
        why, details, explanation, abstract, problem statement, beschreibung, zusammenfassung, hintergrund,
        überblick, kontext, begründung, notizen, anmerkungen, résumé, contexte, descripción, resumen, contexto,
        justificación, notas, descrição, resumo, justificativa, descrizione, riassunto, contesto, motivazione,
        описание, резюме, контекст, обоснование, заметки, примечания, 説明, 概要, 背景, 備考, 目的, 描述, 说明,
        概述, 备注, 說明, açıklama, özet, arka plan, opis, podsumowanie, tło, beschrijving, samenvatting,
        achtergrond, beskrivning, popis, опис, підсумок, deskripsi, ringkasan""",
}
