/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_minidump_relocation.c -- whatever streams lead to is found again in
 * an output, where everything lies elsewhere.
 */
#include <check.h>
#include <string.h>

#include "tests/minidumps.h"
#include "tests/suites.h"

/*
 * A dump whose first bytes are memory that is cut away, so that what
 * follows moves, at odd places.
 */
static void
begin(struct making *k, enum arch arch, uint32_t platform)
{
	make(k, arch, platform);
	mdmp_memory(&k->m, 0x1000, 0x233);
	mdmp_memory(&k->m, 0x9000, 8);
	mdmp_put_memory(&k->m);
	mdmp_memory_list(&k->m, false);
}

static struct buf
end(struct making *k)
{
	struct dump_model *m;
	struct buf out;

	mdmp_end(&k->m);
	out = cut_dump(&k->b, "1000+233", NULL);
	ck_assert_uint_lt(out.n, k->b.n);
	m = dump_read(&out);
	ck_assert_msg(!m->damaged, "%s", tell_warnings(m));
	dump_model_free(m);
	buf_free(&k->b);
	return out;
}

/* The ASCII in a MINIDUMP_STRING, which must have its NUL. */
static const char *
string(const struct buf *b, uint64_t rva)
{
	static char texts[4][64];
	static unsigned turn;
	char *t = texts[turn++ % 4];
	uint32_t n, i;

	if (rva == 0)
		return "(none)";
	n = u32_at(b, (size_t)rva) / 2;
	ck_assert_uint_lt(n, sizeof *texts);
	for (i = 0; i <= n; i++)
		t[i] = (char)b->v[rva + 4 + 2 * i];
	ck_assert_int_eq(t[n], 0);
	return t;
}

/* Crashpad's texts. */
static const char *
utf8(const struct buf *b, uint32_t rva)
{
	uint32_t n = u32_at(b, rva);

	ck_assert_uint_eq(b->v[rva + 4 + n], 0);
	return (const char *)b->v + rva + 4;
}

static uint32_t
add_utf8(struct making *k, const char *text)
{
	size_t at = buf_u32(&k->b, (uint32_t)strlen(text));

	buf_text(&k->b, text);
	return (uint32_t)at;
}

START_TEST(modules_that_share_a_name_go_on_sharing_it)
{
	const struct md_module mods[] = {
		{ 0x400000, 0x1000, "a.dll", "a.pdb" },
		{ 0x500000, 0x1000, "b.dll", "b.pdb" },
		{ 0x600000, 0x1000, "c.dll", "c.pdb" },
	};
	struct making k;
	struct buf out;
	size_t at;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_modules(&k.m, MODULE_LIST, mods, 3, &at);
	mdmp_module_blobs(&k.m, mods, 3, at);
	buf_set32(&k.b, at + 2 * 108 + 20, u32_at(&k.b, at + 20));
	out = end(&k);
	at = stream_at(&out, MODULE_LIST, 0, NULL) + 4;
	ck_assert_str_eq(string(&out, u32_at(&out, at + 20)), "a.dll");
	ck_assert_str_eq(string(&out, u32_at(&out, at + 128)), "b.dll");
	ck_assert_uint_eq(u32_at(&out, at + 20), u32_at(&out, at + 236));
	ck_assert_uint_eq(u32_at(&out, at + 108 + 76), 24 + 6);
	ck_assert_mem_eq(out.v + u32_at(&out, at + 108 + 80) + 24, "b.pdb", 6);
	buf_free(&out);
}
END_TEST

START_TEST(a_context_of_thread_and_exception_is_stored_once)
{
	const struct md_thread t[] = { { 1, 0, 0, 0x1000, 0x2000, 0 } };
	struct making k;
	struct buf out;
	size_t at, threads;

	begin(&k, ARCH_AMD64, LINUX);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_exception(&k.m, 1, 11, 0, &at);
	mdmp_contexts(&k.m, t, 1);
	buf_set32(&k.b, at, u32_at(&k.b, k.m.contexts[0]));
	buf_set32(&k.b, at + 4, u32_at(&k.b, k.m.contexts[0] + 4));
	out = end(&k);
	threads = stream_at(&out, THREAD_LIST, 0, NULL);
	at = stream_at(&out, EXCEPTION, 0, NULL) + 0xa0;
	ck_assert_uint_eq(u32_at(&out, threads + 4 + 0x28), 1232);
	ck_assert_uint_eq(u32_at(&out, threads + 4 + 0x2c),
	    u32_at(&out, at + 4));
	ck_assert_uint_eq(u32_at(&out, at + 4) % 16, 0);
	ck_assert_uint_eq(u64_at(&out, u32_at(&out, at + 4) + 0xf8), 0x1000);
	buf_free(&out);
}
END_TEST

START_TEST(strings_get_the_end_that_they_lacked)
{
	struct making k;
	struct buf out;
	size_t at, to;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, THREAD_NAMES);
	buf_u32(&k.b, 2);
	buf_u32(&k.b, 1);
	at = buf_u64(&k.b, 0);
	buf_u32(&k.b, 2);
	buf_u64(&k.b, 0);
	mdmp_close(&k.m);
	buf_set64(&k.b, at, buf_u32(&k.b, 2));
	buf_u16(&k.b, 'x');
	buf_set64(&k.b, at + 12, buf_u32(&k.b, 3));
	buf_u16(&k.b, 'y');
	buf_fill(&k.b, 0xff, 9);
	out = end(&k);
	to = stream_at(&out, THREAD_NAMES, 0, NULL) + 8;
	ck_assert_str_eq(string(&out, u64_at(&out, to)), "x");
	ck_assert_str_eq(string(&out, u64_at(&out, to + 12)), "y");
	ck_assert_uint_eq(u32_at(&out, (size_t)u64_at(&out, to + 12)), 2);
	buf_free(&out);
}
END_TEST

/* But a name, which readers expect to be there, becomes an empty one. */
START_TEST(what_is_absent_or_cannot_be_read_leads_nowhere)
{
	struct making k;
	struct buf out;
	size_t at;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, MODULE_LIST);
	buf_u32(&k.b, 1);
	at = buf_zeros(&k.b, 108);
	mdmp_close(&k.m);
	buf_set32(&k.b, at + 20, 0xfffffff0);
	buf_set32(&k.b, at + 76, 20);
	buf_set32(&k.b, at + 80, 0x7fffffff);
	buf_set32(&k.b, at + 88, 0x12345);
	out = end(&k);
	at = stream_at(&out, MODULE_LIST, 0, NULL) + 4;
	ck_assert_uint_ne(u32_at(&out, at + 20), 0);
	ck_assert_uint_eq(u32_at(&out, u32_at(&out, at + 20)), 0);
	ck_assert_uint_eq(u64_at(&out, at + 76), 0);
	ck_assert_uint_eq(u64_at(&out, at + 84), 0);
	buf_free(&out);
}
END_TEST

/* A node of object information with TYPE and eight bytes. */
static uint32_t
add_node(struct making *k, uint32_t next, uint32_t type)
{
	size_t at = buf_u32(&k->b, next);

	buf_u32(&k->b, type);
	buf_u32(&k->b, 8);
	buf_fill(&k->b, (uint8_t)(0x40 + type), 8);
	return (uint32_t)at;
}

START_TEST(handles_keep_their_names_and_their_chains)
{
	struct making k;
	struct buf out;
	size_t at, node;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, HANDLE_DATA);
	buf_u32(&k.b, 16);
	buf_u32(&k.b, 40);
	buf_u64(&k.b, 2);
	at = buf_zeros(&k.b, 80);
	mdmp_close(&k.m);
	mdmp_string(&k.m, at + 8, "Event");
	mdmp_string(&k.m, at + 12, "name");
	buf_set32(&k.b, at + 48, u32_at(&k.b, at + 8));
	buf_set32(&k.b, at + 32, add_node(&k, add_node(&k, 0, 2), 1));
	out = end(&k);
	at = stream_at(&out, HANDLE_DATA, 0, NULL) + 16;
	ck_assert_str_eq(string(&out, u32_at(&out, at + 8)), "Event");
	ck_assert_str_eq(string(&out, u32_at(&out, at + 12)), "name");
	ck_assert_uint_eq(u32_at(&out, at + 48), u32_at(&out, at + 8));
	ck_assert_uint_eq(u32_at(&out, at + 52), 0);
	node = u32_at(&out, at + 32);
	ck_assert_uint_eq(u32_at(&out, node + 4), 1);
	ck_assert_uint_eq(u64_at(&out, node + 12), 0x4141414141414141);
	node = u32_at(&out, node);
	ck_assert_uint_eq(u32_at(&out, node), 0);
	ck_assert_uint_eq(u64_at(&out, node + 12), 0x4242424242424242);
	buf_free(&out);
}
END_TEST

START_TEST(unloaded_modules_keep_their_names)
{
	struct making k;
	struct buf out;
	size_t at;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, UNLOADED_MODULES);
	buf_u32(&k.b, 12);
	buf_u32(&k.b, 24);
	buf_u32(&k.b, 1);
	at = buf_zeros(&k.b, 24);
	mdmp_close(&k.m);
	mdmp_string(&k.m, at + 20, "gone.dll");
	out = end(&k);
	at = stream_at(&out, UNLOADED_MODULES, 0, NULL) + 12;
	ck_assert_str_eq(string(&out, u32_at(&out, at + 20)), "gone.dll");
	buf_free(&out);
}
END_TEST

/*
 * Link maps in each of their layouts: header, entry, where the name is in
 * it.  A stream ends with a copy of PT_DYNAMIC.
 */
static void
check_link_maps(enum arch arch, size_t header, size_t entry, size_t name)
{
	struct making k;
	struct buf out;
	size_t at, maps;
	uint32_t size;

	begin(&k, arch, LINUX);
	mdmp_open(&k.m, 0x4767000a);
	at = buf_zeros(&k.b, header);
	buf_fill(&k.b, 0xdd, 32);
	mdmp_close(&k.m);
	buf_set32(&k.b, at + 8, 2);
	maps = buf_fill(&k.b, 0xee, 2 * entry);
	buf_set32(&k.b, at + 4, (uint32_t)maps);
	mdmp_string(&k.m, maps + name, "libc.so.6");
	mdmp_string(&k.m, maps + entry + name, "ld.so");
	out = end(&k);
	at = stream_at(&out, 0x4767000a, 0, &size);
	ck_assert_uint_eq(size, header + 32);
	maps = u32_at(&out, at + 4);
	ck_assert_str_eq(string(&out, u32_at(&out, maps + name)), "libc.so.6");
	ck_assert_str_eq(string(&out, u32_at(&out, maps + entry + name)),
	    "ld.so");
	ck_assert_uint_eq(out.v[maps + 2 * entry - 1], 0xee);
	ck_assert_uint_eq(out.v[maps], 0xee);
	ck_assert_uint_eq(out.v[at + header], 0xdd);
	buf_free(&out);
}

START_TEST(link_maps_of_all_layouts_keep_their_names)
{
	check_link_maps(ARCH_X86, 24, 12, 4);
	check_link_maps(ARCH_AMD64, 40, 24, 8);
	check_link_maps(ARCH_AMD64, 36, 20, 8);
}
END_TEST

/* 40 bytes and a pair of words less four look like 36 and a pair. */
START_TEST(link_maps_cut_short_keep_their_layout)
{
	struct making k;
	struct buf out;
	size_t at, maps;
	uint32_t size;

	begin(&k, ARCH_AMD64, LINUX);
	maps = buf_zeros(&k.b, 24);
	mdmp_string(&k.m, maps + 8, "libc.so.6");
	mdmp_open(&k.m, 0x4767000a);
	at = buf_zeros(&k.b, 40 + 16);
	mdmp_close(&k.m);
	buf_set32(&k.b, at + 4, (uint32_t)maps);
	buf_set32(&k.b, at + 8, 1);
	mdmp_end(&k.m);
	buf_cut(&k.b, k.b.n - 4);
	out = cut_dump(&k.b, "1000+233", NULL);
	at = stream_at(&out, 0x4767000a, 0, &size);
	ck_assert_uint_eq(size, 40);
	maps = u32_at(&out, at + 4);
	ck_assert_str_eq(string(&out, u32_at(&out, maps + 8)), "libc.so.6");
	buf_free(&k.b);
	buf_free(&out);
}
END_TEST

/* A dictionary of one pair. */
static uint32_t
add_dictionary(struct making *k, const char *key, const char *value)
{
	uint32_t a = add_utf8(k, key), b = add_utf8(k, value);
	size_t at = buf_u32(&k->b, 1);

	buf_u32(&k->b, a);
	buf_u32(&k->b, b);
	return (uint32_t)at;
}

static void
set_blob(struct making *k, size_t at, uint32_t size, uint32_t rva)
{
	buf_set32(&k->b, at, size);
	buf_set32(&k->b, at + 4, rva);
}

/* What Crashpad knows of a module; SIZE 20: as older versions had it. */
static uint32_t
add_module_info(struct making *k, uint32_t size)
{
	uint32_t list = add_utf8(k, "in list"), name = add_utf8(k, "name");
	uint32_t value = (uint32_t)buf_u32(&k->b, 3), texts, objects, dict;
	size_t at;

	buf_add(&k->b, "\1\2\3", 3);
	texts = (uint32_t)buf_u32(&k->b, 1);
	buf_u32(&k->b, list);
	objects = (uint32_t)buf_u32(&k->b, 1);
	buf_u32(&k->b, name);
	buf_u32(&k->b, 1);
	buf_u32(&k->b, value);
	dict = add_dictionary(k, "mk", "mv");
	at = buf_zeros(&k->b, size);
	buf_set32(&k->b, at, 1);
	set_blob(k, at + 4, 8, texts);
	set_blob(k, at + 12, 12, dict);
	if (size == 28)
		set_blob(k, at + 20, 16, objects);
	return (uint32_t)at;
}

static void
check_crashpad(uint32_t size)
{
	struct making k;
	struct buf out;
	size_t at, links, info, dict;

	begin(&k, ARCH_AMD64, MACOS);
	mdmp_open(&k.m, 0x43500001);
	at = buf_zeros(&k.b, 52);
	mdmp_close(&k.m);
	set_blob(&k, at + 0x24, 12, add_dictionary(&k, "key", "value"));
	info = add_module_info(&k, size);
	links = buf_u32(&k.b, 1);
	buf_u32(&k.b, 7);
	buf_u32(&k.b, size);
	buf_u32(&k.b, (uint32_t)info);
	set_blob(&k, at + 0x2c, 16, (uint32_t)links);
	out = end(&k);

	at = stream_at(&out, 0x43500001, 0, NULL);
	dict = u32_at(&out, at + 0x28);
	ck_assert_str_eq(utf8(&out, u32_at(&out, dict + 4)), "key");
	ck_assert_str_eq(utf8(&out, u32_at(&out, dict + 8)), "value");
	links = u32_at(&out, at + 0x30);
	ck_assert_uint_eq(u32_at(&out, links + 4), 7);
	info = u32_at(&out, links + 12);
	ck_assert_str_eq(utf8(&out, u32_at(&out, u32_at(&out, info + 8) + 4)),
	    "in list");
	dict = u32_at(&out, info + 16);
	ck_assert_str_eq(utf8(&out, u32_at(&out, dict + 8)), "mv");
	if (size < 28) {
		buf_free(&out);
		return;
	}
	at = u32_at(&out, info + 24) + 4;
	ck_assert_str_eq(utf8(&out, u32_at(&out, at)), "name");
	at = u32_at(&out, at + 8);
	ck_assert_mem_eq(out.v + at, "\3\0\0\0\1\2\3", 7);
	buf_free(&out);
}

START_TEST(annotations_are_found_at_every_depth)
{
	check_crashpad(28);
	check_crashpad(20);
}
END_TEST

START_TEST(crash_information_of_macos_keeps_its_records)
{
	struct making k;
	struct buf out;
	size_t at;

	begin(&k, ARCH_ARM64, MACOS);
	mdmp_open(&k.m, 0x4d7a0001);
	at = buf_zeros(&k.b, 172);
	mdmp_close(&k.m);
	buf_set32(&k.b, at + 4, 2);
	mdmp_blob(&k.m, at + 12, "first one", 10);
	mdmp_blob(&k.m, at + 20, "second", 7);
	/* Beyond the count: nothing that is meant. */
	buf_set32(&k.b, at + 28, 5);
	buf_set32(&k.b, at + 32, 0xffffff00);
	mdmp_open(&k.m, 0x4d7a0002);
	buf_u32(&k.b, 0x4d7a0002);
	buf_u64(&k.b, 0);
	mdmp_close(&k.m);
	mdmp_string(&k.m, k.m.streams[k.m.nstreams - 1].rva + 4, "-v");
	out = end(&k);
	at = stream_at(&out, 0x4d7a0001, 0, NULL);
	ck_assert_str_eq((char *)out.v + u32_at(&out, at + 16), "first one");
	ck_assert_str_eq((char *)out.v + u32_at(&out, at + 24), "second");
	at = stream_at(&out, 0x4d7a0002, 0, NULL);
	ck_assert_str_eq(string(&out, u64_at(&out, at + 4)), "-v");
	buf_free(&out);
}
END_TEST

START_TEST(padding_and_excess_of_lists_are_not_written_again)
{
	const struct md_thread t[] = { { 1, 0, 0, 0x1000, 0x2000, 0 } };
	struct making k;
	struct buf out;
	uint32_t size;
	size_t at;

	begin(&k, ARCH_AMD64, MACOS);
	mdmp_threads(&k.m, t, 1, true);
	mdmp_contexts(&k.m, t, 1);
	mdmp_open(&k.m, MODULE_LIST);
	buf_u32(&k.b, 1);
	buf_u64(&k.b, 0x400000);
	buf_zeros(&k.b, 100);
	buf_fill(&k.b, 0xff, 9);
	mdmp_close(&k.m);
	out = end(&k);
	at = stream_at(&out, THREAD_LIST, 0, &size);
	ck_assert_uint_eq(size, 4 + 48);
	ck_assert_uint_eq(u32_at(&out, at + 4), 1);
	ck_assert_uint_eq(u64_at(&out, u32_at(&out, at + 4 + 0x2c) + 0xf8),
	    0x1000);
	at = stream_at(&out, MODULE_LIST, 0, &size);
	ck_assert_uint_eq(size, 4 + 108);
	ck_assert_uint_eq(u64_at(&out, at + 4), 0x400000);
	buf_free(&out);
}
END_TEST

START_TEST(entries_that_were_not_there_are_not_counted_any_more)
{
	struct making k;
	struct buf out;
	uint32_t size;
	size_t at;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, THREAD_INFO_LIST);
	buf_u32(&k.b, 12);
	buf_u32(&k.b, 64);
	buf_u32(&k.b, 1000);
	buf_fill(&k.b, 7, 2 * 64 + 10);
	mdmp_close(&k.m);
	mdmp_open(&k.m, THREAD_NAMES);
	buf_u32(&k.b, 1000);
	buf_zeros(&k.b, 12 + 5);
	mdmp_close(&k.m);
	out = end(&k);
	at = stream_at(&out, THREAD_INFO_LIST, 0, &size);
	ck_assert_uint_eq(size, 12 + 2 * 64);
	ck_assert_uint_eq(u32_at(&out, at + 8), 2);
	ck_assert_uint_eq(u32_at(&out, at + 12), 0x07070707);
	at = stream_at(&out, THREAD_NAMES, 0, &size);
	ck_assert_uint_eq(size, 4 + 12);
	ck_assert_uint_eq(u32_at(&out, at), 1);
	buf_free(&out);
}
END_TEST

START_TEST(a_chain_that_goes_in_circles_is_cut)
{
	struct making k;
	struct buf out;
	size_t at, node, steps = 0;

	begin(&k, ARCH_AMD64, WINDOWS);
	mdmp_open(&k.m, HANDLE_DATA);
	buf_u32(&k.b, 16);
	buf_u32(&k.b, 40);
	buf_u64(&k.b, 1);
	at = buf_zeros(&k.b, 40);
	mdmp_close(&k.m);
	node = add_node(&k, 0, 1);
	buf_set32(&k.b, node, add_node(&k, (uint32_t)node, 2));
	buf_set32(&k.b, at + 32, (uint32_t)node);
	out = end(&k);
	node = stream_at(&out, HANDLE_DATA, 0, NULL) + 16 + 32;
	while (u32_at(&out, node) != 0 && steps++ < 100)
		node = u32_at(&out, node);
	ck_assert_uint_lt(steps, 100);
	buf_free(&out);
}
END_TEST

Suite *
minidump_relocation_suite(void)
{
	Suite *s = suite_create("minidump_relocation");
	TCase *t = tcase_create("minidump_relocation");

	tcase_add_test(t, modules_that_share_a_name_go_on_sharing_it);
	tcase_add_test(t, a_context_of_thread_and_exception_is_stored_once);
	tcase_add_test(t, strings_get_the_end_that_they_lacked);
	tcase_add_test(t, what_is_absent_or_cannot_be_read_leads_nowhere);
	tcase_add_test(t, handles_keep_their_names_and_their_chains);
	tcase_add_test(t, unloaded_modules_keep_their_names);
	tcase_add_test(t, link_maps_of_all_layouts_keep_their_names);
	tcase_add_test(t, link_maps_cut_short_keep_their_layout);
	tcase_add_test(t, annotations_are_found_at_every_depth);
	tcase_add_test(t, crash_information_of_macos_keeps_its_records);
	tcase_add_test(t, padding_and_excess_of_lists_are_not_written_again);
	tcase_add_test(t, entries_that_were_not_there_are_not_counted_any_more);
	tcase_add_test(t, a_chain_that_goes_in_circles_is_cut);
	suite_add_tcase(s, t);
	return s;
}
