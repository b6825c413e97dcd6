/* SPDX-License-Identifier: BSD-2-Clause */
/* check_elfcore_writer.c -- ELF cores laid out anew. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/elfcores.h"
#include "tests/suites.h"

enum { AMD64 = 62, I386 = 3, S390 = 22, ARM64 = 183, MTE = 0x70000002 };

static struct synth_elf s;

/* A core of x86-64 with one thread and these segments. */
static struct buf
core_of(const char *loads)
{
	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, loads);
	return synth_elf_end(&s);
}

static void
same(const struct buf *a, const struct buf *b)
{
	ck_assert_str_eq(synth_elf_tell(a), synth_elf_tell(b));
	ck_assert_uint_eq(a->n, b->n);
	ck_assert_mem_eq(a->v, b->v, a->n);
}

/* What is cut once is cut for good, and however it comes. */
static void
expect_cut(struct buf in, const struct elf_cut *how, const char *wanted)
{
	struct elf_cut again = *how;
	struct buf out = elf_cut(&in, how), more;
	int way;

	ck_assert_str_eq(synth_elf_tell(&out), wanted);
	for (way = 0; way < WAYS; way++) {
		again.way = (enum way)way;
		more = elf_cut(&in, &again);
		same(&out, &more);
		buf_free(&more);
		more = elf_cut(&out, &again);
		same(&out, &more);
		buf_free(&more);
	}
	buf_free(&out);
	buf_free(&in);
}

START_TEST(what_lost_nothing_stays_as_found)
{
	expect_cut(core_of("1000+2000 r-x 4000+3000/1000 r-- 8000+1000/0 ---"
	    " 9000+2000 rw- fffffffffffff000+1000 --x"), &(struct elf_cut){ 0 },
	    "note 190+164\n"
	    "load 1000+2000/2000@1000 r-x\n"
	    "load 4000+3000/1000@3000 r--\n"
	    "load 8000+1000/0@4000 ---\n"
	    "load 9000+2000/2000@4000 rw-\n"
	    "load fffffffffffff000+1000/1000@6000 --x\n");
}
END_TEST

START_TEST(what_is_dropped_is_in_no_segment)
{
	expect_cut(core_of("1000+2000 r-x 4000+1000 rw- 9000+3000 rw-"),
	    &(struct elf_cut){ .drop = "4000+1000" },
	    "note e8+164\n"
	    "load 1000+2000/2000@1000 r-x\n"
	    "load 9000+3000/3000@3000 rw-\n");
}
END_TEST

START_TEST(each_run_that_is_left_is_a_segment)
{
	expect_cut(core_of("1000+8000 rw-"),
	    &(struct elf_cut){ .drop = "1000+1000 3000+2000 8000+1000" },
	    "note e8+164\n"
	    "load 2000+1000/1000@1000 rw-\n"
	    "load 5000+3000/3000@2000 rw-\n");
}
END_TEST

START_TEST(drops_take_whole_pages)
{
	expect_cut(core_of("1000+4000 rw-"),
	    &(struct elf_cut){ .drop = "2fff+2" },
	    "note e8+164\n"
	    "load 1000+1000/1000@1000 rw-\n"
	    "load 4000+1000/1000@2000 rw-\n");
}
END_TEST

START_TEST(what_never_had_bytes_stays_described)
{
	/* A tail stays with the bytes before it, or alone. */
	expect_cut(core_of("1000+8000/3000 r--"),
	    &(struct elf_cut){ .drop = "1000+1000" },
	    "note b0+164\n"
	    "load 2000+7000/2000@1000 r--\n");
	expect_cut(core_of("1000+8000/3000 r--"),
	    &(struct elf_cut){ .drop = "3000+1000" },
	    "note e8+164\n"
	    "load 1000+2000/2000@1000 r--\n"
	    "load 4000+5000/0@3000 r--\n");
	/* Of a page that is dropped no part stays. */
	expect_cut(core_of("1000+8000/2800 r--"),
	    &(struct elf_cut){ .drop = "3000+1000" },
	    "note e8+164\n"
	    "load 1000+2000/2000@1000 r--\n"
	    "load 4000+5000/0@3000 r--\n");
	/* It is not dropped either. */
	expect_cut(core_of("1000+1000 rw- 3000+2000/0 rw-"),
	    &(struct elf_cut){ .drop = "3000+2000" },
	    "note e8+164\n"
	    "load 1000+1000/1000@1000 rw-\n"
	    "load 3000+2000/0@2000 rw-\n");
}
END_TEST

START_TEST(inaccessible_memory_loses_its_bytes_only)
{
	struct elf_cut how = { .drop = "3000+2000", .none = "3000" };

	expect_cut(core_of("1000+1000 rw- 3000+2000 r-- 6000+1000 rw-"), &how,
	    "note 120+164\n"
	    "load 1000+1000/1000@1000 rw-\n"
	    "load 3000+2000/0@2000 r--\n"
	    "load 6000+1000/1000@2000 rw-\n");
}
END_TEST

START_TEST(keep_layout_leaves_empty_segments)
{
	struct elf_cut how = { .drop = "2000+2000 9000+1000",
	    .keep_layout = true };

	expect_cut(core_of("1000+5000/4000 rw- 9000+1000 r--"), &how,
	    "note 158+164\n"
	    "load 1000+1000/1000@1000 rw-\n"
	    "load 2000+2000/0@2000 rw-\n"
	    "load 4000+2000/1000@2000 rw-\n"
	    "load 9000+1000/0@3000 r--\n");
}
END_TEST

/* createdump joins neighbours of equal flags. */
START_TEST(a_segment_across_files_is_split_where_it_loses_bytes)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_files(&s, 4096, "1000+3000@0=/a 4000+2000@0=/b");
	synth_elf_loads(&s, "1000+6000 r--");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "2000+1000" },
	    "note 158+5c\n"
	    "load 1000+1000/1000@1000 r--\n"
	    "load 3000+1000/1000@2000 r--\n"
	    "load 4000+2000/2000@3000 r--\n"
	    "load 6000+1000/1000@5000 r--\n");
	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_files(&s, 4096, "1000+3000@0=/a 4000+2000@0=/b");
	synth_elf_loads(&s, "1000+6000 r-- 9000+1000 rw-");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "9000+1000" },
	    "note b0+5c\n"
	    "load 1000+6000/6000@1000 r--\n");
}
END_TEST

START_TEST(netbsd_tails_of_zeros_stay_where_they_are)
{
	struct buf in, desc = { 0 };

	synth_elf_begin(&s, 64, false, AMD64);
	s.align = 1;
	s.note_behind = true;
	buf_zeros(&desc, 160);
	synth_elf_note_buf(&s, "NetBSD-CORE", 1, &desc);
	synth_elf_loads(&s, "1000+8000/2008 rw- a000+1000/0 rw-"
	    " c000+3000/10 r--");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "1000+1000" },
	    "note 120+b8\n"
	    "load 2000+7000/1008@1000 rw-\n"
	    "load a000+1000/0@2008 rw-\n"
	    "load c000+3000/10@3000 r--\n");
}
END_TEST

START_TEST(packed_memory_gets_its_pages_back)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	s.order = NOTES_LAST;
	s.align = 1;
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, "1000+1000 r-- 3000+2000 rw-");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ 0 }, "note e8+164\n"
	    "load 1000+1000/1000@1000 r--\n"
	    "load 3000+2000/2000@2000 rw-\n");
}
END_TEST

/* memfaultd writes a few bytes here and there: pages for each would make the
 * output many times the input. */
START_TEST(what_does_not_begin_a_page_stays_packed)
{
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	s.align = 1;
	synth_elf_loads(&s, "1010+20 rw- 2ff0+10 rw- 4000+8 rw- 5008+8 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &(struct elf_cut){ 0 });
	ck_assert_str_eq(synth_elf_tell(&out),
	    "load 1010+20/20@1000 rw-\n"
	    "load 2ff0+10/10@1020 rw-\n"
	    "load 4000+8/8@2000 rw-\n"
	    "load 5008+8/8@2008 rw-\n");
	ck_assert_uint_eq(synth_elf_get(&out, 1, P_ALIGN), 1);
	ck_assert_uint_eq(synth_elf_get(&out, 2, P_ALIGN), 4096);
	buf_free(&out);
	expect_cut(in, &(struct elf_cut){ .drop = "4000+1000" },
	    "load 1010+20/20@1000 rw-\n"
	    "load 2ff0+10/10@1020 rw-\n"
	    "load 5008+8/8@1030 rw-\n");
}
END_TEST

START_TEST(pages_are_those_of_the_process)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, ARM64);
	s.align = 65536;
	synth_elf_auxv(&s, (uint64_t[]){ 6, 65536, 0, 0 });
	synth_elf_loads(&s, "10000+30000 rw-");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "21000+1000" },
	    "note e8+34\n"
	    "load 10000+10000/10000@10000 rw-\n"
	    "load 30000+10000/10000@20000 rw-\n");
}
END_TEST

START_TEST(the_table_goes_by_address_and_memory_by_the_source)
{
	struct elf_cut how = { .drop = "6000+1000" };
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	s.backward = true;
	synth_elf_loads(&s, "9000+1000 rw- 1000+2000 r-x 5000+3000 rw-"
	    " 4000+1000/0 ---");
	in = synth_elf_end(&s);
	expect_cut(in, &how,
	    "load 1000+2000/2000@3000 r-x\n"
	    "load 4000+1000/0@5000 ---\n"
	    "load 5000+1000/1000@1000 rw-\n"
	    "load 7000+1000/1000@2000 rw-\n"
	    "load 9000+1000/1000@5000 rw-\n");
	ck_assert(!elf_backward);
	ck_assert_uint_eq(elf_spooled, 0);
}
END_TEST

START_TEST(segments_that_share_bytes_go_on_sharing)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000+2000 rw- 5000+2000 r-- 8000+1000 r--");
	s.phdrs[1].like = s.phdrs[2].like = 0;
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ 0 },
	    "load 1000+2000/2000@1000 rw-\n"
	    "load 5000+2000/2000@1000 r-- ?\n"
	    "load 8000+1000/1000@1000 r-- ?\n");
	ck_assert(!elf_backward);
	ck_assert_str_eq(elf_warned, "");
}
END_TEST

START_TEST(segments_that_overlap_in_the_file_are_copied)
{
	struct elf_cut how = { .way = FROM_PIPE };
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000+2000 rw- 5000+2000 r--");
	s.phdrs[1].off = 0x2000;
	in = synth_elf_end(&s);
	buf_fill(&in, 'x', 0x1000);
	out = elf_cut(&in, &how);
	ck_assert_str_eq(synth_elf_tell(&out),
	    "load 1000+2000/2000@1000 rw-\n"
	    "load 5000+2000/2000@3000 r-- ?\n");
	ck_assert_mem_eq(out.v + 0x3000, in.v + 0x2000, 0x2000);
	ck_assert(elf_backward);
	ck_assert_str_eq(elf_warned, "segments overlap in the file: 12288"
	    " bytes of it become 16384");
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(all_notes_are_carried_as_they_are)
{
	static const uint8_t odd[] = "\x05\0\0\0\x03\0\0\0\x09\0\0\0"
	    "CORE\0PRPabc\xee";
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	buf_add(&s.notes[0], odd, sizeof odd - 1);
	synth_elf_next_notes(&s);
	synth_elf_note(&s, "CORE", 2, "x", 1);
	synth_elf_loads(&s, "1000+1000 rw- 3000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &(struct elf_cut){ .drop = "3000+1000" });
	ck_assert_str_eq(synth_elf_tell(&out), "note e8+18\nnote 100+18\n"
	    "load 1000+1000/1000@1000 rw-\n");
	ck_assert_mem_eq(out.v + 0xe8, odd, sizeof odd - 1);
	ck_assert_mem_eq(out.v + 0x100, in.v + s.note_at[1], 0x18);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(notes_padded_to_8_stay_so)
{
	struct buf in, out;

	synth_elf_begin(&s, 32, false, I386);
	s.note_align = 8;
	synth_elf_note(&s, "CORE", 2, "x", 1);
	synth_elf_note(&s, "CORE", 2, "yyyyy", 5);
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &(struct elf_cut){ 0 });
	ck_assert_str_eq(synth_elf_tell(&out), "note 78+40\n"
	    "load 1000+1000/1000@1000 rw-\n");
	ck_assert_uint_eq(synth_elf_get(&out, 0, P_ALIGN), 8);
	ck_assert_mem_eq(out.v + 0x78, in.v + s.note_at[0], 0x40);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(notes_that_are_dropped_leave_no_gap)
{
	struct elf_cut how = { .records = "FPREGSET" };
	struct dump_model *m;
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_note(&s, "CORE", 2, "first", 5);
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, "CORE", 2, "second", 6);
	synth_elf_note(&s, "CORE", 2, "third", 5);
	synth_elf_amd64(&s, 8, 11, 1, 2);
	synth_elf_next_notes(&s);
	synth_elf_note(&s, "CORE", 2, "fourth", 6);
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &how);
	ck_assert_str_eq(synth_elf_tell(&out), "note b0+2c8\n"
	    "load 1000+1000/1000@1000 rw-\n");
	m = elf_read(&out, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_records(m), "CORE/PRSTATUS:0 CORE/PRSTATUS:1");
	dump_model_free(m);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(what_is_damaged_of_the_notes_is_left_out)
{
	struct dump_model *m;
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, "CORE", 2, "fp", 2);
	buf_set32(&s.notes[0], s.notes[0].n - 24 + 4, 1000);
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &(struct elf_cut){ 0 });
	ck_assert_str_eq(synth_elf_tell(&out), "note b0+164\n"
	    "load 1000+1000/1000@1000 rw-\n");
	m = elf_read(&out, FROM_MEMORY, NULL);
	ck_assert_uint_eq(m->nwarnings, 0);
	dump_model_free(m);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

static void
expect_provenance(const struct buf *b, const char *wanted, size_t segments)
{
	struct dump_model *m = elf_read(b, FROM_PIPE, NULL);

	if (wanted == NULL)
		ck_assert_ptr_null(m->facts.provenance);
	else
		ck_assert_str_eq(m->facts.provenance, wanted);
	ck_assert_uint_eq(synth_elf_count(b), segments);
	ck_assert_uint_eq(m->nthreads, 1);
	dump_model_free(m);
}

START_TEST(provenance_is_a_note_of_its_own_and_one_only)
{
	struct elf_cut how = { .provenance = "cut=heap\n" };
	struct buf in = core_of("1000+1000 rw-"), once, twice;

	once = elf_cut(&in, &how);
	expect_provenance(&once, "cut=heap\n", 3);
	ck_assert_mem_eq(once.v + synth_elf_get(&once, 1, P_OFFSET),
	    "\x08\0\0\0\x09\0\0\0\x04\0\x4b\x44" "DUMPKIT\0cut=heap\n\0\0\0",
	    32);
	how.provenance = "cut=heap\ncut=mini\n";
	twice = elf_cut(&once, &how);
	expect_provenance(&twice, "cut=heap\ncut=mini\n", 3);
	buf_free(&in);
	buf_free(&once);
	buf_free(&twice);
}
END_TEST

/* LLDB refuses a core of NetBSD or FreeBSD with a PT_NOTE without threads. */
START_TEST(provenance_joins_the_notes_of_a_bsd)
{
	struct elf_cut how = { .provenance = "cut=heap\n" };
	struct buf in, once, twice, desc = { 0 };
	struct dump_model *m;

	synth_elf_begin(&s, 64, false, AMD64);
	buf_zeros(&desc, 160);
	synth_elf_note_buf(&s, "NetBSD-CORE", 1, &desc);
	synth_elf_note(&s, "NetBSD-CORE@1", 33, "regs!", 5);
	buf_cut(&s.notes[0], s.notes[0].n - 3);	/* padding */
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	once = elf_cut(&in, &how);
	ck_assert_str_eq(synth_elf_tell(&once), "note b0+fc\n"
	    "load 1000+1000/1000@1000 rw-\n");
	expect_provenance(&once, "cut=heap\n", 2);
	twice = elf_cut(&once, &how);
	same(&once, &twice);
	m = elf_read(&twice, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_records(m), "NetBSD-CORE/PROCINFO "
	    "NetBSD-CORE@1/REGS:0 DUMPKIT/PROVENANCE");
	ck_assert_uint_eq(m->nwarnings, 0);
	dump_model_free(m);
	buf_free(&in);
	buf_free(&once);
	buf_free(&twice);
}
END_TEST

START_TEST(provenance_follows_the_order_of_bytes)
{
	struct elf_cut how = { .provenance = "x" };
	struct buf in, out;

	synth_elf_begin(&s, 32, true, S390);
	synth_elf_note(&s, "CORE", 1, "", 0);
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &how);
	expect_provenance(&out, "x", 3);
	ck_assert_mem_eq(out.v + synth_elf_get(&out, 1, P_OFFSET),
	    "\0\0\0\x08\0\0\0\x01\x44\x4b\0\x04" "DUMPKIT\0x\0\0\0", 24);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(the_elf_header_keeps_what_is_the_processes)
{
	struct buf in, out;

	synth_elf_begin(&s, 32, true, 8);
	s.flags = 0x70001007;
	s.osabi = 9;
	s.order = TABLE_LAST;
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	buf_set32(&in, 24, 0x400000);		/* e_entry */
	buf_set16(&in, 50, 7);			/* e_shstrndx */
	out = elf_cut(&in, &(struct elf_cut){ 0 });
	ck_assert_mem_eq(out.v, in.v, 28);	/* to e_phoff */
	ck_assert_mem_eq(out.v + 28, "\0\0\0\x34\0\0\0\0\x70\0\x10\x07"
	    "\0\x34\0\x20\0\x01\0\0\0\0\0\0", 24);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

/* LLDB asks for one or the other. */
START_TEST(linux_is_named_when_its_last_note_goes)
{
	struct elf_cut how = { 0 };
	struct buf in, out;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, "LINUX", 0x202, "x", 1);
	synth_elf_loads(&s, "1000+1000 rw-");
	in = synth_elf_end(&s);
	out = elf_cut(&in, &how);
	ck_assert_uint_eq(out.v[7], 0);
	buf_free(&out);
	how.records = "X86_XSTATE";
	out = elf_cut(&in, &how);
	ck_assert_uint_eq(out.v[7], 3);
	buf_free(&in);
	in = out;
	out = elf_cut(&in, &how);
	ck_assert_uint_eq(out.v[7], 3);
	buf_free(&in);
	buf_free(&out);
}
END_TEST

START_TEST(many_segments_are_counted_behind_the_elf_header)
{
	enum { N = 65533 };	/* and two with notes */
	struct buf in, out;
	uint64_t i;
	int bits;

	for (bits = 32; bits <= 64; bits += 32) {
		synth_elf_begin(&s, (unsigned)bits, bits == 32,
		    bits == 32 ? S390 : AMD64);
		synth_elf_note(&s, "CORE", 1, "", 0);
		for (i = 0; i < N; i++)
			synth_elf_phdr(&s, 1, 0x1000 + i * 0x2000, 0, 0x1000);
		in = synth_elf_end(&s);
		out = elf_cut(&in, &(struct elf_cut){ .provenance = "x" });
		ck_assert_uint_eq(synth_elf_count(&out), N + 2);
		buf_free(&in);
		in = out;
		out = elf_cut(&in, &(struct elf_cut){ .provenance = "x",
		    .way = FROM_PIPE });
		same(&in, &out);
		buf_free(&in);
		buf_free(&out);
	}
}
END_TEST

/* As google-coredumper has them for the vdso. */
START_TEST(views_of_memory_are_not_carried)
{
	struct synth_phdr *p;
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000+1000 rw- 7fff0000+2000 r-x");
	p = synth_elf_phdr(&s, 4, 0x7fff0400, 0x3c, 0x3c);
	p->off = 0x2400;
	p = synth_elf_phdr(&s, 0x6474e550, 0x7fff0600, 0x44, 0x44);
	p->off = 0x2600;
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "1000+1000" },
	    "load 7fff0000+2000/2000@1000 r-x\n");
}
END_TEST

/* Tags of memory lie behind it, one segment for each that has them. */
START_TEST(other_segments_are_carried)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, ARM64);
	synth_elf_loads(&s, "1000+1000 rw- 4000+2000 rw-");
	synth_elf_phdr(&s, MTE, 0x4000, 0x100, 0x2000);
	synth_elf_phdr(&s, MTE, 0x1000, 0x80, 0x1000);
	synth_elf_phdr(&s, 0x6474e551, 0, 0, 0);
	s.align = 1;
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ .drop = "1000+1000" },
	    "load 4000+2000/2000@1000 rw-\n"
	    "70000002 4000+2000/100@3000\n"
	    "70000002 1000+1000/80@3100\n"
	    "6474e551 0+0/0@3180\n");
}
END_TEST

START_TEST(segments_by_falling_address_come_out_rising)
{
	struct buf in;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "9000+1000 rw- 5000+1000 rw- 1000+1000 rw-");
	in = synth_elf_end(&s);
	expect_cut(in, &(struct elf_cut){ 0 },
	    "load 1000+1000/1000@3000 rw-\n"
	    "load 5000+1000/1000@2000 rw-\n"
	    "load 9000+1000/1000@1000 rw-\n");
}
END_TEST

START_TEST(of_a_file_cut_short_the_output_has_what_is_there)
{
	struct elf_cut how = { .ends = 0x3400 };
	struct buf in = core_of("1000+2000 rw- 4000+3000 r-- 9000+1000 rw-"
	    " b000+1000/0 ---"), out;

	out = elf_cut(&in, &how);
	ck_assert_str_eq(synth_elf_tell(&out), "note 120+164\n"
	    "load 1000+2000/2000@1000 rw-\n"
	    "load 4000+400/400@3000 r--\n"
	    "load b000+1000/0@3400 ---\n");
	buf_free(&in);
	buf_free(&out);
}
END_TEST

/* A pipe's end comes too late for the head: it ends as its input did, or its
 * head is made again. */
START_TEST(of_a_pipe_cut_short_it_ends_there)
{
	struct elf_cut how = { .ends = 0x3400, .way = FROM_PIPE };
	struct buf in = core_of("1000+2000 rw- 4000+3000 r-- 9000+1000 rw-"
	    " b000+1000/0 ---"), out;

	out = elf_cut(&in, &how);
	ck_assert_uint_eq(out.n, 0x3400);
	ck_assert_str_eq(synth_elf_tell(&out), "note 158+164\n"
	    "load 1000+2000/2000@1000 rw-\n"
	    "load 4000+3000/3000@3000 r-- ?\n"
	    "load 9000+1000/1000@6000 rw- ?\n"
	    "load b000+1000/0@7000 ---\n");
	buf_free(&out);
	how.to_file = true;
	out = elf_cut(&in, &how);
	ck_assert_uint_eq(out.n, 0x3400);
	ck_assert_str_eq(synth_elf_tell(&out), "note 158+164\n"
	    "load 1000+2000/2000@1000 rw-\n"
	    "load 4000+400/400@3000 r--\n"
	    "null\n"
	    "load b000+1000/0@7000 ---\n");
	buf_free(&in);
	buf_free(&out);
}
END_TEST

Suite *
elfcore_writer_suite(void)
{
	Suite *suite = suite_create("elfcore_writer");
	TCase *t = tcase_create("all");

	tcase_add_test(t, what_lost_nothing_stays_as_found);
	tcase_add_test(t, what_is_dropped_is_in_no_segment);
	tcase_add_test(t, each_run_that_is_left_is_a_segment);
	tcase_add_test(t, drops_take_whole_pages);
	tcase_add_test(t, what_never_had_bytes_stays_described);
	tcase_add_test(t, inaccessible_memory_loses_its_bytes_only);
	tcase_add_test(t, keep_layout_leaves_empty_segments);
	tcase_add_test(t, a_segment_across_files_is_split_where_it_loses_bytes);
	tcase_add_test(t, netbsd_tails_of_zeros_stay_where_they_are);
	tcase_add_test(t, packed_memory_gets_its_pages_back);
	tcase_add_test(t, what_does_not_begin_a_page_stays_packed);
	tcase_add_test(t, pages_are_those_of_the_process);
	tcase_add_test(t, the_table_goes_by_address_and_memory_by_the_source);
	tcase_add_test(t, segments_that_share_bytes_go_on_sharing);
	tcase_add_test(t, segments_that_overlap_in_the_file_are_copied);
	tcase_add_test(t, all_notes_are_carried_as_they_are);
	tcase_add_test(t, notes_padded_to_8_stay_so);
	tcase_add_test(t, notes_that_are_dropped_leave_no_gap);
	tcase_add_test(t, what_is_damaged_of_the_notes_is_left_out);
	tcase_add_test(t, provenance_is_a_note_of_its_own_and_one_only);
	tcase_add_test(t, provenance_joins_the_notes_of_a_bsd);
	tcase_add_test(t, provenance_follows_the_order_of_bytes);
	tcase_add_test(t, the_elf_header_keeps_what_is_the_processes);
	tcase_add_test(t, linux_is_named_when_its_last_note_goes);
	tcase_add_test(t, many_segments_are_counted_behind_the_elf_header);
	tcase_add_test(t, views_of_memory_are_not_carried);
	tcase_add_test(t, other_segments_are_carried);
	tcase_add_test(t, segments_by_falling_address_come_out_rising);
	tcase_add_test(t, of_a_file_cut_short_the_output_has_what_is_there);
	tcase_add_test(t, of_a_pipe_cut_short_it_ends_there);
	suite_add_tcase(suite, t);
	return suite;
}
