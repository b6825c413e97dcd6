/* SPDX-License-Identifier: BSD-2-Clause */
/* check_elfcore_notes.c -- the notes of Linux cores, and how notes lie. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/elfcores.h"
#include "tests/suites.h"

enum {
	AMD64 = 62, I386 = 3, MIPS = 8, PPC = 20, PPC64 = 21, S390 = 22,
	ARM = 40, SPARCV9 = 43, ARM64 = 183, RISCV = 243, LOONGARCH = 258,
	ALPHA = 0x9026, M68K = 4, N32 = 0x20,
	FPREGSET = 2, PRPSINFO = 3, FILES = 0x46494c45,
	SIGINFO = 0x53494749
};

#define ONES	0xffffffff00000000

static struct synth_elf s;

static void
begin(void)
{
	synth_elf_begin(&s, 64, false, AMD64);
}

/* Ends S with one segment of memory, and reads it. */
static struct dump_model *
finish(struct buf *b)
{
	struct dump_model *m;

	synth_elf_loads(&s, "1000+1000 rw-");
	*b = synth_elf_end(&s);
	m = elf_read(b, FROM_MEMORY, NULL);
	return m;
}

static void
done(struct dump_model *m, struct buf *b)
{
	dump_model_free(m);
	buf_free(b);
}

START_TEST(all_notes_are_records_in_their_order)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 0, 1, 2);
	synth_elf_note(&s, "CORE", FPREGSET, "abc", 3);
	synth_elf_note(&s, "ODD", 5, "", 0);
	synth_elf_amd64(&s, 8, 0, 3, 4);
	synth_elf_note(&s, "LINUX", 0x202, "xstate", 6);
	synth_elf_note(&s, "LINUX", 0x205, "layout", 6);
	synth_elf_note(&s, "LINUX", 0x999, "new", 3);
	m = finish(&b);
	ck_assert_str_eq(elf_records(m), "CORE/PRSTATUS:0 CORE/FPREGSET:0 "
	    "ODD/0x5 CORE/PRSTATUS:1 LINUX/X86_XSTATE:1 "
	    "LINUX/X86_XSAVE_LAYOUT LINUX/0x999");
	ck_assert_mem_eq(b.v + m->records[1].off, "abc", 3);
	ck_assert_uint_eq(m->records[1].size, 3);
	ck_assert_uint_eq(m->threads[1].record, 3);
	done(m, &b);
}
END_TEST

/* Names as several writers have them: google-coredumper, md2core, delve. */
START_TEST(names_need_not_end_in_one_nul)
{
	static const uint8_t names[] =
	    "\x08\0\0\0\0\0\0\0\x05\0\0\0LINUX\0\0\0"
	    "\x05\0\0\0\0\0\0\0\x06\0\0\0LINUX\0\0\0"
	    "\0\0\0\0\0\0\0\0\x07\0\0\0";
	struct dump_model *m;
	struct buf b;

	begin();
	buf_add(&s.notes[0], names, sizeof names - 1);
	m = finish(&b);
	ck_assert_str_eq(elf_records(m), "LINUX/0x5 LINUX/0x6 /0x7");
	ck_assert_uint_eq(m->nwarnings, 0);
	done(m, &b);
}
END_TEST

START_TEST(a_long_name_is_an_unknown_owner)
{
	struct dump_model *m;
	char name[1000];
	struct buf b;

	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	begin();
	synth_elf_note(&s, name, 1, "x", 1);
	synth_elf_note(&s, "CORE", FPREGSET, "", 0);
	m = finish(&b);
	ck_assert_uint_eq(m->nrecords, 2);
	ck_assert_uint_eq(strlen(m->records[0].owner), 255);
	ck_assert_str_eq(m->records[1].name, "FPREGSET");
	done(m, &b);
}
END_TEST

START_TEST(the_last_note_may_lack_its_padding)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_note(&s, "CORE", FPREGSET, "abcde", 5);
	buf_cut(&s.notes[0], s.notes[0].n - 3);
	m = finish(&b);
	ck_assert_str_eq(elf_records(m), "CORE/FPREGSET");
	ck_assert_uint_eq(m->records[0].size, 5);
	ck_assert_uint_eq(m->nwarnings, 0);
	done(m, &b);
}
END_TEST

START_TEST(notes_aligned_to_8_are_padded_to_8)
{
	struct dump_model *m;
	struct buf b;

	begin();
	s.note_align = 8;
	synth_elf_note(&s, "CORE", FPREGSET, "abcde", 5);
	synth_elf_note(&s, "CORE", FPREGSET, "fg", 2);
	m = finish(&b);
	ck_assert_uint_eq(m->nrecords, 2);
	ck_assert_mem_eq(b.v + m->records[1].off, "fg", 2);
	done(m, &b);
}
END_TEST

/* Some kernels say 8 and mean 4. */
START_TEST(notes_said_to_be_aligned_to_8_may_be_padded_to_4)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_note(&s, "CORE", FPREGSET, "abcde", 5);
	synth_elf_amd64(&s, 7, 11, 1, 2);
	s.note_align = 8;
	m = finish(&b);
	ck_assert_str_eq(elf_records(m), "CORE/FPREGSET CORE/PRSTATUS:0");
	ck_assert_uint_eq(m->nwarnings, 0);
	done(m, &b);
}
END_TEST

START_TEST(a_note_that_claims_too_much_ends_them)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, "CORE", FPREGSET, "abcd", 4);
	buf_set32(&s.notes[0], s.notes[0].n - 24 + 4, UINT32_MAX);
	m = finish(&b);
	ck_assert_str_eq(elf_records(m), "CORE/PRSTATUS:0");
	ck_assert_str_eq(elf_warnings(m), "!note: name of 5 and descriptor of "
	    "4294967295 bytes do not fit in 24\n");
	done(m, &b);
	begin();
	synth_elf_note(&s, "CORE", FPREGSET, "abcd", 4);
	buf_set32(&s.notes[0], 0, UINT32_MAX);
	m = finish(&b);
	ck_assert_uint_eq(m->nrecords, 0);
	ck_assert(m->damaged);
	done(m, &b);
}
END_TEST

START_TEST(notes_cut_off_at_any_byte_leave_the_whole_ones)
{
	size_t at, first, end;
	struct dump_model *m;
	struct buf b, cut;
	int way;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	first = s.notes[0].n;
	synth_elf_amd64(&s, 8, 11, 3, 4);
	end = s.notes[0].n;
	synth_elf_loads(&s, "1000+1000 rw-");
	b = synth_elf_end(&s);
	at = s.note_at[0];
	for (cut = b; cut.n > at + first; cut.n--)
		for (way = 0; way < WAYS && cut.n < at + end; way++) {
			m = elf_read(&cut, (enum way)way, NULL);
			ck_assert_uint_eq(m->nthreads, 1);
			ck_assert(m->damaged);
			dump_model_free(m);
		}
	buf_free(&b);
}
END_TEST

START_TEST(endless_empty_notes_end)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	buf_zeros(&s.notes[0], 12 * 1024 * 1024 + 24);
	m = finish(&b);
	ck_assert_uint_eq(m->nrecords, 1024 * 1024);
	ck_assert(m->damaged);
	done(m, &b);
}
END_TEST

/* Sizes and places of real cores of these machines. */
static const struct {
	unsigned	 machine, bits;
	bool		 big;
	uint32_t	 flags;
	unsigned	 len, pc, sp;
} machines[] = {
	{ AMD64, 64, false, 0, 336, 240, 264 },
	{ AMD64, 32, false, 0, 296, 200, 224 },		/* x32 */
	{ I386, 32, false, 0, 144, 120, 132 },
	{ ARM64, 64, false, 0, 392, 368, 360 },
	{ ARM, 32, false, 0, 148, 132, 124 },
	{ RISCV, 64, false, 0, 376, 112, 128 },
	{ RISCV, 32, false, 0, 204, 72, 80 },
	{ PPC64, 64, false, 2, 504, 368, 120 },
	{ PPC64, 64, true, 1, 504, 368, 120 },
	{ PPC, 32, true, 0, 268, 200, 76 },
	{ S390, 64, true, 0, 336, 120, 248 },
	{ S390, 32, true, 0, 224, 76, 140 },
	{ MIPS, 64, true, 0, 480, 384, 344 },
	{ MIPS, 32, false, N32, 440, 344, 304 },
	{ MIPS, 32, true, 0x1000, 256, 232, 212 },
	{ LOONGARCH, 64, false, 0, 480, 376, 136 },
	{ ALPHA, 64, false, 0, 384, 360, 352 },
	{ SPARCV9, 64, true, 0, 408, 376, 224 },
};

START_TEST(each_machine_has_its_registers)
{
	struct synth_thread t = { .signal = 11, .blocked = 0x4000,
	    .pc = 0x12345678, .sp = 0x7654320 };
	struct dump_thread *seen;
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, machines[_i].bits, machines[_i].big,
	    machines[_i].machine);
	s.flags = machines[_i].flags;
	t.len = machines[_i].len;
	t.pc_at = machines[_i].pc;
	t.sp_at = machines[_i].sp;
	t.id = 1000 + (uint32_t)_i;
	synth_elf_thread(&s, &t);
	/* x32 and n32 have registers that are wider than their words, and
	 * mips fills them up with the sign. */
	if (t.len == 296 || t.len == 440) {
		buf_set64(&s.notes[0], 20 + t.pc_at, t.pc | ONES);
		buf_set64(&s.notes[0], 20 + t.sp_at, t.sp | ONES);
	}
	m = finish(&b);
	seen = &m->threads[0].seen;
	ck_assert_uint_eq(seen->id, t.id);
	ck_assert_uint_eq(seen->pc, t.pc);
	ck_assert_uint_eq(seen->sp, t.sp);
	ck_assert_uint_eq(m->threads[0].blocked, 0x4000);
	ck_assert_int_eq(seen->signal, 11);
	ck_assert_uint_eq(seen->tp, DUMP_NOWHERE);
	ck_assert(seen->crashed);
	done(m, &b);
}
END_TEST

/* Where a machine keeps its thread pointer, and the value put there. */
static const struct {
	unsigned	 machine, bits;
	bool		 big;
	unsigned	 len, at, width;
} pointers[] = {
	{ AMD64, 64, false, 336, 280, 8 }, { AMD64, 32, false, 296, 240, 8 },
	{ RISCV, 64, false, 376, 144, 8 }, { PPC64, 64, true, 504, 216, 8 },
	{ PPC, 32, true, 268, 80, 4 }, { LOONGARCH, 64, false, 480, 128, 8 },
	{ S390, 64, true, 336, 256, 8 }, { S390, 32, true, 224, 144, 4 },
	{ ALPHA, 64, false, 384, 368, 8 }, { SPARCV9, 64, true, 408, 168, 8 },
};

START_TEST(each_machine_has_its_thread_pointer)
{
	struct synth_thread t = { .id = 7, .pc_at = 100, .sp_at = 100 };
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, pointers[_i].bits, pointers[_i].big,
	    pointers[_i].machine);
	t.len = pointers[_i].len;
	synth_elf_thread(&s, &t);
	buf_set_word(&s.notes[0], pointers[_i].width, 20 + pointers[_i].at,
	    0x76543210);
	m = finish(&b);
	ck_assert_uint_eq(m->threads[0].seen.tp, 0x76543210);
	done(m, &b);
}
END_TEST

START_TEST(m68k_has_longs_at_two_bytes)
{
	struct synth_thread t = { .len = 154, .pc_at = 142, .sp_at = 130,
	    .pc = 0x80001234, .sp = 0xeffff000 };
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, 32, true, M68K);
	synth_elf_thread(&s, &t);
	buf_set32(&s.notes[0], 20 + 22, 611);
	m = finish(&b);
	ck_assert_str_eq(elf_threads(m), "611 pc=80001234 sp=effff000 fp=0\n");
	done(m, &b);
}
END_TEST

START_TEST(arm_and_i386_have_it_in_a_note)
{
	static const uint32_t areas[3][4] = { { 5, 0x1111, 0, 0 },
	    { 12, 0xf7d3a740, 0xfffff, 0x51 }, { 13, 0x2222, 0, 0 } };
	struct synth_thread t = { .len = 144, .pc_at = 120, .sp_at = 132,
	    .id = 7 };
	struct dump_model *m;
	struct buf b;
	uint8_t tls[8] = { 0x40, 0x47, 0xfb, 0xf7, 0xff, 0x7f };

	synth_elf_begin(&s, 64, false, ARM64);
	t.len = 392;
	synth_elf_thread(&s, &t);
	synth_elf_note(&s, "LINUX", 0x401, tls, sizeof tls);
	m = finish(&b);
	ck_assert_uint_eq(m->threads[0].seen.tp, 0x7ffff7fb4740);
	done(m, &b);

	synth_elf_begin(&s, 32, false, I386);
	t.len = 144;
	synth_elf_thread(&s, &t);
	buf_set32(&s.notes[0], 20 + 112, 12 << 3 | 3);	/* gs */
	synth_elf_note(&s, "LINUX", 0x200, areas, sizeof areas);
	m = finish(&b);
	ck_assert_uint_eq(m->threads[0].seen.tp, 0xf7d3a740);
	done(m, &b);
}
END_TEST

START_TEST(sparc_stack_pointers_lose_their_bias)
{
	struct synth_thread t = { .len = 408, .pc_at = 376, .sp_at = 224,
	    .id = 7, .pc = 0x1000, .sp = 0x7feffa01 };
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, 64, true, SPARCV9);
	synth_elf_thread(&s, &t);
	m = finish(&b);
	ck_assert_uint_eq(m->threads[0].seen.sp, 0x7feffa01 + 2047);
	done(m, &b);
}
END_TEST

START_TEST(a_short_prstatus_has_no_registers)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_note(&s, "CORE", 1, "", 0);
	m = finish(&b);
	ck_assert_str_eq(elf_threads(m), "0\n");
	done(m, &b);
}
END_TEST

static void
expect_process(unsigned bits, bool big, unsigned machine, unsigned size,
    unsigned uid, unsigned pid, unsigned name)
{
	struct dump_model *m;
	struct buf d = { .big = big }, b;

	synth_elf_begin(&s, bits, big, machine);
	buf_zeros(&d, size);
	buf_set16(&d, uid, 1000);
	if (size != 124) {
		buf_set16(&d, uid, 0);
		buf_set32(&d, uid, 1000);
	}
	buf_set32(&d, pid, 4711);
	buf_set32(&d, pid + 4, 42);
	buf_set(&d, name, "sixteen-letters!", 16);
	buf_set(&d, name + 16, "./app --now ", 12);
	synth_elf_note_buf(&s, "CORE", PRPSINFO, &d);
	m = finish(&b);
	ck_assert_uint_eq(m->facts.pid, 4711);
	ck_assert_uint_eq(m->facts.ppid, 42);
	ck_assert_uint_eq(m->facts.uid, 1000);
	ck_assert(m->facts.has_pid && m->facts.has_uid);
	ck_assert_str_eq(m->facts.process, "sixteen-letters!");
	ck_assert_str_eq(m->facts.command, "./app --now");
	done(m, &b);
}

START_TEST(a_process_is_described_in_three_layouts)
{
	expect_process(64, false, AMD64, 136, 16, 24, 40);
	expect_process(64, true, S390, 136, 16, 24, 40);
	expect_process(32, false, I386, 124, 8, 12, 28);
	expect_process(32, true, MIPS, 128, 8, 16, 32);
}
END_TEST

static void
add_siginfo(uint32_t signo, uint32_t second, uint32_t third, uint64_t addr)
{
	struct buf d = { .big = s.big };

	buf_u32(&d, signo);
	buf_u32(&d, second);
	buf_u32(&d, third);
	if (s.bits == 64)
		buf_u32(&d, 0);
	buf_word(&d, s.bits / 8, addr);
	buf_zeros(&d, 128 - d.n);
	synth_elf_note_buf(&s, "CORE", SIGINFO, &d);
}

START_TEST(a_fault_has_an_address)
{
	const struct dump_crash *c;
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	add_siginfo(11, 0, 1, 0xdead0);
	synth_elf_amd64(&s, 8, 11, 1, 2);
	m = finish(&b);
	c = &m->facts.crash;
	ck_assert(c->present);
	ck_assert_int_eq(c->thread, 0);
	ck_assert_uint_eq(c->thread_id, 7);
	ck_assert_uint_eq(c->code, 11);
	ck_assert_uint_eq(c->flags, 1);
	ck_assert_uint_eq(c->address, 0xdead0);
	ck_assert_str_eq(elf_threads(m), "7 pc=1 sp=2 fp=0 sig=11 crashed\n"
	    "8 pc=1 sp=2 fp=0 sig=11\n");
	done(m, &b);
}
END_TEST

START_TEST(a_signal_that_was_sent_has_none)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 6, 1, 2);
	add_siginfo(6, 0, (uint32_t)-6, 0x1234);	/* SI_TKILL, a pid */
	m = finish(&b);
	ck_assert_uint_eq(m->facts.crash.code, 6);
	ck_assert_uint_eq(m->facts.crash.address, DUMP_NOWHERE);
	done(m, &b);
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	add_siginfo(11, 0, 0x80, 0);		/* SI_KERNEL */
	m = finish(&b);
	ck_assert_uint_eq(m->facts.crash.address, DUMP_NOWHERE);
	done(m, &b);
}
END_TEST

START_TEST(mips_has_the_code_before_errno)
{
	struct synth_thread t = { .len = 256, .pc_at = 232, .sp_at = 212,
	    .id = 7, .signal = 11 };
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, 32, true, MIPS);
	synth_elf_thread(&s, &t);
	add_siginfo(11, 2, 0, 0x5678);
	m = finish(&b);
	ck_assert_uint_eq(m->facts.crash.flags, 2);
	ck_assert_uint_eq(m->facts.crash.address, 0x5678);
	done(m, &b);
}
END_TEST

START_TEST(without_siginfo_the_first_signal_counts)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 0, 1, 2);
	synth_elf_amd64(&s, 8, 6, 1, 2);
	m = finish(&b);
	ck_assert_int_eq(m->facts.crash.thread, 1);
	ck_assert_uint_eq(m->facts.crash.code, 6);
	done(m, &b);
}
END_TEST

START_TEST(a_debuggers_stop_is_no_crash)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 0, 1, 2);
	add_siginfo(19, 0, 0x80, 0);
	synth_elf_amd64(&s, 8, 0, 1, 2);
	add_siginfo(19, 0, 0x80, 0);
	m = finish(&b);
	ck_assert(!m->facts.crash.present);
	done(m, &b);
}
END_TEST

START_TEST(auxv_says_where_things_are)
{
	static const uint64_t pairs[] = { 3, 0x40, 4, 56, 5, 13, 6, 65536, 7,
	    0x7000, 9, 0x1100, 25, 0x7fff10, 31, 0x7fff20, 33, 0x8000, 0, 0 };
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_auxv(&s, pairs);
	m = finish(&b);
	ck_assert_uint_eq(m->at_phdr, 0x40);
	ck_assert_uint_eq(m->at_phent, 56);
	ck_assert_uint_eq(m->at_phnum, 13);
	ck_assert_uint_eq(m->at_base, 0x7000);
	ck_assert_uint_eq(m->at_entry, 0x1100);
	ck_assert_uint_eq(m->at_random, 0x7fff10);
	ck_assert_uint_eq(m->at_execfn, 0x7fff20);
	ck_assert_uint_eq(m->at_sysinfo, 0x8000);
	ck_assert_uint_eq(m->page, 65536);
	ck_assert_uint_eq(m->grain, 65536);
	done(m, &b);
}
END_TEST

START_TEST(a_page_size_that_cannot_be_is_not_believed)
{
	static const uint64_t sizes[] = { 0, 1, 4095, 6000,
	    (uint64_t)1 << 40, UINT64_MAX };
	struct dump_model *m;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		begin();
		synth_elf_auxv(&s, (uint64_t[]){ 6, sizes[i], 0, 0 });
		m = finish(&b);
		ck_assert_uint_eq(m->page, 4096);
		ck_assert_uint_eq(m->nwarnings, 1);
		ck_assert(!m->damaged);
		done(m, &b);
	}
}
END_TEST

START_TEST(auxv_may_lack_its_end)
{
	struct dump_model *m;
	struct buf d = { 0 }, b;

	begin();
	buf_u64(&d, 9);
	buf_u64(&d, 0x1100);
	buf_u64(&d, 3);
	synth_elf_note_buf(&s, "CORE", 6, &d);
	m = finish(&b);
	ck_assert_uint_eq(m->at_entry, 0x1100);
	ck_assert_uint_eq(m->at_phdr, DUMP_NOWHERE);
	done(m, &b);
}
END_TEST

static void
expect_files(unsigned bits, uint64_t unit, const char *text,
    const char *wanted, const char *warned)
{
	struct dump_model *m;
	struct buf b;

	synth_elf_begin(&s, bits, false, bits == 64 ? AMD64 : I386);
	synth_elf_files(&s, unit, text);
	m = finish(&b);
	ck_assert_str_eq(elf_files(m), wanted);
	ck_assert_str_eq(elf_warnings(m), warned);
	done(m, &b);
}

START_TEST(files_lie_at_multiples_of_the_unit)
{
	const char *two = "1000+2000@2=/lib/a 8000+1000@0=/lib/a";

	expect_files(64, 4096, two,
	    "1000+2000@2000=/lib/a 8000+1000@0=/lib/a", "");
	expect_files(64, 1, two, "1000+2000@2=/lib/a 8000+1000@0=/lib/a", "");
	expect_files(32, 65536, two,
	    "1000+2000@20000=/lib/a 8000+1000@0=/lib/a", "");
	expect_files(64, 0, two, "1000+2000@2=/lib/a 8000+1000@0=/lib/a",
	    "NT_FILE: offsets have unit 0, taken for 1\n");
}
END_TEST

START_TEST(a_list_of_files_keeps_what_parses)
{
	struct dump_model *m;
	struct buf b;

	expect_files(64, 4096, "3000+0@0=/empty 4000+1000@0=/b",
	    "4000+1000@0=/b",
	    "NT_FILE: an entry from 0x3000 to 0x3000\n");
	/* Names run out. */
	begin();
	synth_elf_files(&s, 4096, "1000+1000@0=/a 3000+1000@0=/b");
	buf_set32(&s.notes[0], 4, 16 + 48 + 2);
	m = finish(&b);
	ck_assert_str_eq(elf_files(m), "1000+1000@0=/a 3000+1000@0=");
	done(m, &b);
	/* More entries than fit. */
	begin();
	synth_elf_files(&s, 4096, "1000+1000@0=/a 3000+1000@0=/b");
	buf_set64(&s.notes[0], 20, UINT64_MAX);
	m = finish(&b);
	ck_assert_str_eq(elf_files(m), "1000+1000@0=/a 3000+1000@0=/b");
	ck_assert_str_eq(elf_warnings(m), "NT_FILE: 18446744073709551615"
	    " mapped files do not fit in 70 bytes\n");
	done(m, &b);
	begin();
	synth_elf_note(&s, "CORE", FILES, "\1\0\0\0\0\0\0\0", 8);
	m = finish(&b);
	ck_assert_uint_eq(m->nmappings, 0);
	done(m, &b);
}
END_TEST

/* Old 64-bit kernels dumped mips o32 processes so. */
START_TEST(a_list_of_files_may_have_wider_words_than_its_core)
{
	struct synth_elf wide;
	struct dump_model *m;
	struct buf b;
	int big;

	for (big = 0; big < 2; big++) {
		synth_elf_begin(&wide, 64, big, MIPS);
		synth_elf_files(&wide, 4096, "400000+1000@0=/bin/a");
		synth_elf_begin(&s, 32, big, MIPS);
		s.notes[0] = wide.notes[0];
		m = finish(&b);
		ck_assert_str_eq(elf_files(m), "400000+1000@0=/bin/a");
		ck_assert_uint_eq(m->nwarnings, 0);
		done(m, &b);
	}
}
END_TEST

START_TEST(what_no_word_can_block_is_blocked_by_all)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 0, 1, 2);
	m = finish(&b);
	ck_assert_uint_eq(m->signals_unblockable, 0x180040100);
	done(m, &b);
	synth_elf_begin(&s, 32, true, MIPS);
	synth_elf_note(&s, "CORE", 1, "", 0);
	m = finish(&b);
	ck_assert_uint_eq(m->signals_unblockable, 0xffffffff80400100);
	done(m, &b);
}
END_TEST

Suite *
elfcore_notes_suite(void)
{
	Suite *suite = suite_create("elfcore_notes");
	TCase *t = tcase_create("all");

	tcase_add_test(t, all_notes_are_records_in_their_order);
	tcase_add_test(t, names_need_not_end_in_one_nul);
	tcase_add_test(t, a_long_name_is_an_unknown_owner);
	tcase_add_test(t, the_last_note_may_lack_its_padding);
	tcase_add_test(t, notes_aligned_to_8_are_padded_to_8);
	tcase_add_test(t, notes_said_to_be_aligned_to_8_may_be_padded_to_4);
	tcase_add_test(t, a_note_that_claims_too_much_ends_them);
	tcase_add_test(t, notes_cut_off_at_any_byte_leave_the_whole_ones);
	tcase_add_test(t, endless_empty_notes_end);
	tcase_add_loop_test(t, each_machine_has_its_registers, 0,
	    sizeof machines / sizeof *machines);
	tcase_add_loop_test(t, each_machine_has_its_thread_pointer, 0,
	    sizeof pointers / sizeof *pointers);
	tcase_add_test(t, m68k_has_longs_at_two_bytes);
	tcase_add_test(t, arm_and_i386_have_it_in_a_note);
	tcase_add_test(t, sparc_stack_pointers_lose_their_bias);
	tcase_add_test(t, a_short_prstatus_has_no_registers);
	tcase_add_test(t, a_process_is_described_in_three_layouts);
	tcase_add_test(t, a_fault_has_an_address);
	tcase_add_test(t, a_signal_that_was_sent_has_none);
	tcase_add_test(t, mips_has_the_code_before_errno);
	tcase_add_test(t, without_siginfo_the_first_signal_counts);
	tcase_add_test(t, a_debuggers_stop_is_no_crash);
	tcase_add_test(t, auxv_says_where_things_are);
	tcase_add_test(t, a_page_size_that_cannot_be_is_not_believed);
	tcase_add_test(t, auxv_may_lack_its_end);
	tcase_add_test(t, files_lie_at_multiples_of_the_unit);
	tcase_add_test(t, a_list_of_files_keeps_what_parses);
	tcase_add_test(t, a_list_of_files_may_have_wider_words_than_its_core);
	tcase_add_test(t, what_no_word_can_block_is_blocked_by_all);
	suite_add_tcase(suite, t);
	return suite;
}
