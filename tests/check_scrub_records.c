/* SPDX-License-Identifier: BSD-2-Clause */
/* check_scrub_records.c -- records without vectors, without directories. */
#include <check.h>
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "tests/elfcores.h"
#include "tests/minidumps.h"
#include "tests/suites.h"

enum { LINUX_MAPS = 0x47670009 };

static int
take(void *ctx, const void *bytes, size_t len)
{
	buf_add(ctx, bytes, len);
	return 0;
}

/* What FILTER makes of B, which ends with that. */
static struct buf
scrub(struct buf *b, const char *filter)
{
	struct dump_source *src;
	struct dump_model *m;
	struct dump_plan *p;
	struct dump_sink *dst;
	struct dump_result res;
	struct dump_err err;
	struct buf out = { .big = b->big };

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	dump_plan_no_provenance(p);
	ck_assert_int_eq(dump_plan_filter(p, filter, NULL, &err), 0);
	ck_assert_int_eq(dump_sink_callback(&dst, take, &out, &err), 0);
	ck_assert_msg(dump_write(p, src, dst, NULL, NULL, &res, &err) == 0,
	    "%s", err.msg);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	buf_free(b);
	return out;
}

/* ---- cores ---- */

static void
begin_core(struct synth_elf *s)
{
	synth_elf_begin(s, 64, false, EM_X86_64);
	synth_elf_amd64(s, 7, 11, 0x401000, 0x7ffe1000);
}

static void
full_note(struct synth_elf *s, const char *owner, uint32_t type, size_t len)
{
	struct buf b = { 0 };

	buf_fill(&b, 0xee, len);
	synth_elf_note_buf(s, owner, type, &b);
}

static struct buf
end_core(struct synth_elf *s, const char *filters)
{
	struct buf b;

	synth_elf_loads(s, "7ffe0000+4000 rw-");
	b = synth_elf_end(s);
	return scrub(&b, filters);
}

/* The runs of zeros and others in the note called NAME: "0:464 ee:112". */
static const char *
runs(const struct buf *b, const char *name)
{
	static char text[256];
	struct dump_model *m = elf_read(b, FROM_MEMORY, NULL);
	const struct record *r = m->records;
	size_t i, from, n = 0;
	const uint8_t *v;

	while (strcmp(r->name, name) != 0)
		r++;
	v = b->v + r->off;
	for (i = from = 0; i <= r->size; i++) {
		if (i < r->size && v[i] == v[from])
			continue;
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%x:%zu",
		    n > 0 ? " " : "", v[from], i - from);
		from = i;
	}
	dump_model_free(m);
	return text;
}

START_TEST(vectors_become_zeros_but_for_their_heads)
{
	struct synth_elf s;
	struct buf b;

	begin_core(&s);
	full_note(&s, "CORE", NT_FPREGSET, 512);
	full_note(&s, "LINUX", 0x202, 1000);
	full_note(&s, "LINUX", 0x405, 100);
	full_note(&s, "LINUX", 0x901, 60);
	full_note(&s, "LINUX", 0x401, 16);
	b = end_core(&s, "scrub-vectors");
	ck_assert_str_eq(runs(&b, "FPREGSET"), "0:512");
	ck_assert_str_eq(runs(&b, "X86_XSTATE"), "0:464 ee:112 0:424");
	ck_assert_str_eq(runs(&b, "ARM_SVE"), "ee:16 0:84");
	ck_assert_str_eq(runs(&b, "RISCV_VECTOR"), "ee:40 0:20");
	ck_assert_str_eq(runs(&b, "ARM_TLS"), "ee:16");
	buf_free(&b);
}
END_TEST

START_TEST(a_short_area_of_vectors_is_no_trouble)
{
	struct synth_elf s;
	struct buf b;

	begin_core(&s);
	full_note(&s, "LINUX", 0x202, 470);
	full_note(&s, "LINUX", 0x405, 3);
	full_note(&s, "CORE", NT_FPREGSET, 1);
	b = end_core(&s, "scrub-vectors");
	ck_assert_str_eq(runs(&b, "X86_XSTATE"), "0:464 ee:6");
	ck_assert_str_eq(runs(&b, "ARM_SVE"), "ee:3");
	ck_assert_str_eq(runs(&b, "FPREGSET"), "0:1");
	buf_free(&b);
}
END_TEST

START_TEST(files_keep_their_last_component)
{
	struct synth_elf s;
	struct dump_model *m;
	struct buf b;

	begin_core(&s);
	synth_elf_files(&s, 1, "1000+1000@0=/home/bob/app "
	    "2000+1000@1000=/home/bob/app 3000+1000@0=/usr/lib/libc.so "
	    "4000+1000@0=/dev/zero 5000+1000@0=/memfd:x "
	    "6000+1000@0=/srv/a/libb.so 7000+1000@0=/libx/y "
	    "8000+1000@0=/lib64/z 9000+1000@0=/usr/../home/bob/w");
	b = end_core(&s, "scrub-paths");
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_files(m), "1000+1000@0=app 2000+1000@1000=app "
	    "3000+1000@0=/usr/lib/libc.so 4000+1000@0=/dev/zero "
	    "5000+1000@0=/memfd:x 6000+1000@0=libb.so 7000+1000@0=/libx/y "
	    "8000+1000@0=/lib64/z 9000+1000@0=w");
	ck_assert_ptr_null(memmem(b.v, b.n, "bob", 3));
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(names_without_an_end_stay_in_their_note)
{
	struct buf names = { 0 }, b;
	struct synth_elf s;

	begin_core(&s);
	buf_u64(&names, 2);
	buf_u64(&names, 1);
	buf_zeros(&names, 6 * 8);
	buf_add(&names, "/home/bob", 9);
	synth_elf_note_buf(&s, "CORE", NT_FILE, &names);
	buf_u64(&names, UINT64_MAX / 24);
	buf_u64(&names, 1);
	buf_text(&names, "/home/bob");
	synth_elf_note_buf(&s, "CORE", NT_FILE, &names);
	b = end_core(&s, "scrub-paths");
	buf_free(&b);
}
END_TEST

/* The command line of a core that has this one. */
static const char *
command(const char *name, const char *args, const char *filters)
{
	static char text[128];
	struct buf info = { 0 }, b;
	struct dump_model *m;
	struct synth_elf s;

	begin_core(&s);
	buf_fill(&info, 0, 136);
	info.v[1] = 'S';
	memcpy(info.v + 40, name, strlen(name));
	memcpy(info.v + 56, args, strlen(args));
	synth_elf_note_buf(&s, "CORE", NT_PRPSINFO, &info);
	b = end_core(&s, filters);
	m = elf_read(&b, FROM_MEMORY, NULL);
	snprintf(text, sizeof text, "%s", m->facts.command);
	dump_model_free(m);
	buf_free(&b);
	return text;
}

START_TEST(the_first_argument_keeps_its_last_component)
{
	ck_assert_str_eq(command("app", "/home/bob/app /home/x -v",
	    "scrub-paths"), "app /home/x -v");
	ck_assert_str_eq(command("app", "/home/bob smith/app -v",
	    "scrub-paths"), "app -v");
	ck_assert_str_eq(command("sleep", "/usr/bin/sleep 1", "scrub-paths"),
	    "/usr/bin/sleep 1");
	ck_assert_str_eq(command("", "./app", "scrub-paths"), "app");
	/* 80 letters without an end. */
	ck_assert_str_eq(command("app", "/home/01234567890123456789012345678"
	    "901234567890123456789012345678901234567890123", "scrub-paths"),
	    "01234567890123456789012345678"
	    "901234567890123456789012345678901234567890123");
}
END_TEST

/* ---- minidumps ---- */

static const char *
string(const struct buf *b, uint64_t rva)
{
	static char text[64];
	uint32_t n, i;

	if (rva == 0)
		return "(none)";
	n = u32_at(b, (size_t)rva) / 2;
	ck_assert_uint_lt(n, sizeof text);
	for (i = 0; i <= n; i++)
		text[i] = (char)b->v[rva + 4 + 2 * i];
	ck_assert_int_eq(text[n], 0);
	return text;
}

START_TEST(modules_keep_their_last_component)
{
	const struct md_module mods[] = {
		{ 0x400000, 0x1000, "C:\\Users\\bob\\a.dll",
		    "D:\\bob\\obj\\a.pdb" },
		{ 0x500000, 0x1000, "C:\\Windows\\System32\\b.dll", "b.pdb" },
		{ 0x600000, 0x1000, "c.dll", NULL },
	};
	struct making k;
	struct buf out;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_modules(&k.m, MODULE_LIST, mods, 3, &at);
	mdmp_module_blobs(&k.m, mods, 3, at);
	mdmp_end(&k.m);
	out = scrub(&k.b, "scrub-paths");
	at = stream_at(&out, MODULE_LIST, 0, NULL) + 4;
	ck_assert_str_eq(string(&out, u32_at(&out, at + 20)), "a.dll");
	ck_assert_str_eq(string(&out, u32_at(&out, at + 128)), "b.dll");
	ck_assert_str_eq(string(&out, u32_at(&out, at + 236)), "c.dll");
	ck_assert_uint_eq(u32_at(&out, at + 76), 24 + 6);
	ck_assert_mem_eq(out.v + u32_at(&out, at + 80), "RSDS", 4);
	ck_assert_mem_eq(out.v + u32_at(&out, at + 80) + 24, "a.pdb", 6);
	ck_assert_uint_eq(u32_at(&out, at + 108 + 76), 24 + 6);
	ck_assert_ptr_null(memmem(out.v, out.n, "bob", 3));
	ck_assert_ptr_null(memmem(out.v, out.n, "b\0o\0b", 5));
	ck_assert_uint_eq(u64_at(&out, 24) & 0x80, 0x80);
	buf_free(&out);
}
END_TEST

START_TEST(directories_in_a_map_become_blanks)
{
	static const char maps[] =
	    "1000-2000 r-xp 00000000 08:01 7    /home/bob/app\n"
	    "2000-3000 r-xp 00000000 08:01 8    /usr/lib/libc.so\n"
	    "3000-4000 rw-p 00000000 00:00 0    [heap]\n"
	    "4000-5000 r-xp 00000000 08:01 9    /home/bob/lib b.so";
	struct making k;
	struct buf out;
	uint32_t size;
	size_t at;

	make(&k, ARCH_AMD64, LINUX);
	add_text(&k, LINUX_MAPS, maps);
	mdmp_end(&k.m);
	out = scrub(&k.b, "scrub-paths");
	at = stream_at(&out, LINUX_MAPS, 0, &size);
	ck_assert_mem_eq(out.v + at,
	    "1000-2000 r-xp 00000000 08:01 7              app\n"
	    "2000-3000 r-xp 00000000 08:01 8    /usr/lib/libc.so\n"
	    "3000-4000 rw-p 00000000 00:00 0    [heap]\n"
	    "4000-5000 r-xp 00000000 08:01 9              lib b.so",
	    sizeof maps - 1);
	buf_free(&out);
}
END_TEST

/* A context of SIZE bytes, all 0xee, after FILTERS: FROM to TO are zeros. */
static void
context_is(enum arch arch, uint32_t size, const char *zeros)
{
	const struct md_thread t[] = { { 1, 0, 0, 0x1000, 0x2000, 0 } };
	unsigned from, to;
	struct making k;
	struct buf out;
	size_t at, list, i;
	bool zero;
	int used;

	make(&k, arch, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	at = buf_fill(&k.b, 0xee, size);
	buf_set32(&k.b, k.m.contexts[0], size);
	buf_set32(&k.b, k.m.contexts[0] + 4, (uint32_t)at);
	mdmp_end(&k.m);
	out = scrub(&k.b, "scrub-vectors");
	list = stream_at(&out, THREAD_LIST, 0, NULL);
	at = u32_at(&out, list + 4 + 0x2c);
	ck_assert_uint_eq(u32_at(&out, list + 4 + 0x28), size);
	for (i = 0; i < size; i++) {
		const char *z = zeros;

		zero = false;
		while (sscanf(z, " %x-%x%n", &from, &to, &used) == 2) {
			zero = zero || (i >= from && i < to);
			z += used;
		}
		ck_assert_msg(out.v[at + i] == (zero ? 0 : 0xee),
		    "byte 0x%zx of %u is 0x%x", i, size, out.v[at + i]);
	}
	buf_free(&out);
}

START_TEST(contexts_lose_their_vectors)
{
	context_is(ARCH_AMD64, 1232, "100-4a8");
	context_is(ARCH_AMD64, 720, "100-2d0");
	context_is(ARCH_X86, 716, "1c-8c cc-2cc");
	context_is(ARCH_X86, 204, "1c-8c");
	context_is(ARCH_ARM64, 912, "110-318");
	/* What leads nowhere leads to nothing that may stay. */
	context_is(ARCH_AMD64, 1400, "100-4a8 4d0-578");
	context_is(ARCH_AMD64, 100, "");
}
END_TEST

START_TEST(what_an_extended_context_leads_to_keeps_its_head)
{
	const struct md_thread t[] = { { 1, 0, 0, 0x1000, 0x2000, 0 } };
	struct making k;
	struct buf out;
	size_t at;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	at = buf_fill(&k.b, 0xee, 0x4d0 + 0x30 + 64 + 256);
	buf_set32(&k.b, at + 0x4d0 + 16, 0x30);
	buf_set32(&k.b, at + 0x4d0 + 20, 64 + 256);
	buf_set32(&k.b, k.m.contexts[0], (uint32_t)(k.b.n - at));
	buf_set32(&k.b, k.m.contexts[0] + 4, (uint32_t)at);
	mdmp_end(&k.m);
	out = scrub(&k.b, "scrub-vectors");
	at = u32_at(&out, stream_at(&out, THREAD_LIST, 0, NULL) + 4 + 0x2c);
	ck_assert_uint_eq(u32_at(&out, at + 0x4d0 + 16), 0x30);
	ck_assert_int_eq(out.v[at + 0x4d0 + 0x2f], 0);
	ck_assert_int_eq(out.v[at + 0x4d0 + 0x30], 0xee);
	ck_assert_int_eq(out.v[at + 0x4d0 + 0x30 + 63], 0xee);
	ck_assert_int_eq(out.v[at + 0x4d0 + 0x30 + 64], 0);
	ck_assert_int_eq(out.v[at + 0x4d0 + 0x30 + 64 + 255], 0);
	buf_free(&out);
}
END_TEST

Suite *
scrub_records_suite(void)
{
	Suite *s = suite_create("scrub_records");
	TCase *t = tcase_create("cores");

	tcase_add_test(t, vectors_become_zeros_but_for_their_heads);
	tcase_add_test(t, a_short_area_of_vectors_is_no_trouble);
	tcase_add_test(t, files_keep_their_last_component);
	tcase_add_test(t, names_without_an_end_stay_in_their_note);
	tcase_add_test(t, the_first_argument_keeps_its_last_component);
	suite_add_tcase(s, t);
	t = tcase_create("minidumps");
	tcase_add_test(t, modules_keep_their_last_component);
	tcase_add_test(t, directories_in_a_map_become_blanks);
	tcase_add_test(t, contexts_lose_their_vectors);
	tcase_add_test(t, what_an_extended_context_leads_to_keeps_its_head);
	suite_add_tcase(s, t);
	return s;
}
