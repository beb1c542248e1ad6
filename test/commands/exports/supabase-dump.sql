--
-- PostgreSQL database dump
--

\restrict 4f9Zk

-- Dumped from database version 17.6
-- Dumped by pg_dump version 17.7

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

--
-- Data for Name: audit_log_entries; Type: TABLE DATA; Schema: auth; Owner: supabase_auth_admin
--

COPY auth.audit_log_entries (instance_id, id, payload, created_at, ip_address) FROM stdin;
00000000-0000-0000-0000-000000000000	fa5c117c-a7d6-4b82-8da9-84553173f84a	{"action":"user_signedup","traits":{"user_email":"a@example.com"}}	2024-09-04 06:20:51.18272+00	
\.


--
-- Data for Name: identities; Type: TABLE DATA; Schema: auth; Owner: supabase_auth_admin
--

COPY auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at, id) FROM stdin;
f7f5ae65-376e-4d05-a18c-10a91295727a	f7f5ae65-376e-4d05-a18c-10a91295727a	{"sub": "f7f5ae65-376e-4d05-a18c-10a91295727a", "email": "ana.dump@example.com"}	email	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	11111111-376e-4d05-a18c-10a91295727a
103547991597142817399	f7f5ae65-376e-4d05-a18c-10a91295727b	{"iss": "https://accounts.google.com", "sub": "103547991597142817399", "name": "Gia \\"G\\" Q", "email": "gia.dump@example.com", "email_verified": true}	google	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	22222222-376e-4d05-a18c-10a91295727b
9999	f7f5ae65-376e-4d05-a18c-10a91295727b	{"sub": "9999"}	discord	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	33333333-376e-4d05-a18c-10a91295727b
\.


--
-- Data for Name: mfa_factors; Type: TABLE DATA; Schema: auth; Owner: supabase_auth_admin
--

COPY auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at, secret, phone) FROM stdin;
44444444-376e-4d05-a18c-10a91295727a	f7f5ae65-376e-4d05-a18c-10a91295727a	phone	totp	verified	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	BDYPAXXX4XRP74GPPYB7MMPUMBLJRZZ6	\N
55555555-376e-4d05-a18c-10a91295727b	f7f5ae65-376e-4d05-a18c-10a91295727b	new	totp	unverified	2024-01-01 00:00:00+00	2024-01-01 00:00:00+00	BDYPAXXX4XRP74GPPYB7MMPUMBLJRZZ7	\N
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: auth; Owner: supabase_auth_admin
--

COPY auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, last_sign_in_at, raw_app_meta_data, raw_user_meta_data, is_super_admin, created_at, phone, phone_confirmed_at, banned_until, deleted_at, is_anonymous) FROM stdin;
00000000-0000-0000-0000-000000000000	f7f5ae65-376e-4d05-a18c-10a91295727a	authenticated	authenticated	ana.dump@example.com	$2a$10$nl7cmmdl4MTkEwIhkJf0g.9i0ZGz0dWo4Yn5pBk8npoabOnBH142G	2024-01-01 00:00:00.123456+00	2024-05-01 00:00:00+00	{"provider": "email", "providers": ["email"], "role": "editor"}	{"full_name": "Ana", "theme": "dark"}	\N	2024-01-01 00:00:00+00	\N	\N	\N	\N	f
00000000-0000-0000-0000-000000000000	f7f5ae65-376e-4d05-a18c-10a91295727b	authenticated	authenticated	gia.dump@example.com	\N	2024-01-01 00:00:00+00	\N	{"provider": "google", "providers": ["google", "discord"]}	{"iss": "https://accounts.google.com", "name": "Gia \\"G\\" Q"}	\N	2024-01-01 00:00:00+00	\N	\N	\N	\N	f
\.


--
-- PostgreSQL database dump complete
--
