/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The handlers of routes.def. Each reads its request, asks engine or store, and writes the
 * answer; a status other than ZK_OK becomes a problem document or an error page.
 */
#ifndef ZK_HANDLERS_H
#define ZK_HANDLERS_H

#include "router.h"

zk_handler zk_handle_search;      /* search.c */
zk_handler zk_handle_match;       /* match.c */
zk_handler zk_handle_match_setting; /* handle_match_setting.c, as is the next */
zk_handler zk_handle_match_setting_change;
zk_handler zk_handle_plain_page;  /* page.c, as is the next */
zk_handler zk_handle_account_page;
zk_handler zk_handle_own_page;    /* page_edit.c, as is the next */
zk_handler zk_handle_new_page;
zk_handler zk_handle_privacy_page; /* page_privacy.c */
zk_handler zk_handle_avoidance;   /* handle_avoidance.c, as are the next two */
zk_handler zk_handle_avoidance_rules;
zk_handler zk_handle_avoidance_rule;
zk_handler zk_handle_demand_terms; /* handle_demand_terms.c, as is the next */
zk_handler zk_handle_demand_terms_put;
zk_handler zk_handle_shortlist;   /* handle_shortlist.c, as is the next */
zk_handler zk_handle_shortlist_put;
zk_handler zk_handle_candidates; /* handle_candidates.c, as are the next two */
zk_handler zk_handle_candidates_csv;
zk_handler zk_handle_candidates_xlsx;
zk_handler zk_handle_suggest;     /* suggest.c */
zk_handler zk_handle_terms;       /* terms.c */
zk_handler zk_handle_term_put; /* terms.c too */
zk_handler zk_handle_term_delete;
zk_handler zk_handle_record;      /* record.c */
zk_handler zk_handle_similar;     /* alike.c */
zk_handler zk_handle_fitting;     /* fitting.c */
zk_handler zk_handle_queries;     /* reports.c */
zk_handler zk_handle_gaps;        /* handle_gaps.c */
zk_handler zk_handle_home_page;   /* page.c, as are the next two */
zk_handler zk_handle_search_page;
zk_handler zk_handle_record_page;
zk_handler zk_handle_asset;       /* asset.c */
zk_handler zk_handle_healthz;     /* health.c, as are the next two */
zk_handler zk_handle_readyz;
zk_handler zk_handle_metrics;


zk_handler zk_handle_session; /* handle_session.c, as are the next seven */
zk_handler zk_handle_login;
zk_handler zk_handle_logout;
zk_handler zk_handle_activation;
zk_handler zk_handle_password;
zk_handler zk_handle_totp_offer;
zk_handler zk_handle_totp_confirm;
zk_handler zk_handle_totp_remove;
zk_handler zk_handle_sessions; /* handle_tokens.c, as are the next five */
zk_handler zk_handle_sessions_end;
zk_handler zk_handle_session_end;
zk_handler zk_handle_token;
zk_handler zk_handle_account_sessions;
zk_handler zk_handle_account_sessions_end;
zk_handler zk_handle_register; /* handle_account.c, as are the next six */
zk_handler zk_handle_registrations;
zk_handler zk_handle_registration_decide;
zk_handler zk_handle_accounts;
zk_handler zk_handle_account_invite;
zk_handler zk_handle_account_change;
zk_handler zk_handle_account_reinvite;
zk_handler zk_handle_saved_list; /* handle_saved.c, as are the next four */
zk_handler zk_handle_save;
zk_handler zk_handle_saved_change;
zk_handler zk_handle_saved_remove;
zk_handler zk_handle_saved_look;
zk_handler zk_handle_alerts; /* handle_alerts.c, as are the next two */
zk_handler zk_handle_alert_see;
zk_handler zk_handle_alerts_see;
zk_handler zk_handle_delivery; /* handle_delivery.c, as are the next four */
zk_handler zk_handle_delivery_set;
zk_handler zk_handle_delivery_confirm;
zk_handler zk_handle_feed_renew;
zk_handler zk_handle_feed_end;
zk_handler zk_handle_feed; /* feed.c */
zk_handler zk_handle_audit; /* handle_audit.c */
zk_handler zk_handle_record_create; /* handle_record.c, as are the next seven */
zk_handler zk_handle_record_edit;
zk_handler zk_handle_record_delete;
zk_handler zk_handle_record_restore;
zk_handler zk_handle_record_merge;
zk_handler zk_handle_record_contacts;
zk_handler zk_handle_record_hidden;
zk_handler zk_handle_record_shown;
zk_handler zk_handle_record_history; /* handle_history.c, as are the next two */
zk_handler zk_handle_drafts;
zk_handler zk_handle_draft_decide;
zk_handler zk_handle_demands; /* handle_demand.c, as is the next */
zk_handler zk_handle_demand_status;
zk_handler zk_handle_introduction_ask; /* handle_introduction.c, as are the next four */
zk_handler zk_handle_introductions;
zk_handler zk_handle_introduction;
zk_handler zk_handle_introduction_move;
zk_handler zk_handle_introduction_chase;
zk_handler zk_handle_consents; /* handle_consent.c, as are the next two */
zk_handler zk_handle_consent_give;
zk_handler zk_handle_consent_withdraw;
zk_handler zk_handle_subject_data; /* handle_subject.c, as is the next */
zk_handler zk_handle_subject_erase;
zk_handler zk_handle_request_add; /* handle_requests.c, as are the next two */
zk_handler zk_handle_requests;
zk_handler zk_handle_request_close;

#endif
