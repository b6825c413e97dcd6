/* SPDX-License-Identifier: BSD-2-Clause */
/* elf_threads.c -- the notes of threads: NT_PRSTATUS and other registers. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "convert/to_elf.h"

enum { CONTEXT_MAX = 64 * 1024, STATUS_MAX = 392 };

/* struct elf_prstatus of Linux. */
static const struct status {
	uint8_t		 machine;
	uint16_t	 size, pid, regs, fpvalid;
} statuses[] = {
	{ MACHINE_X86_64, 336, 32, 112, 328 },
	{ MACHINE_X86, 144, 24, 72, 140 },
	{ MACHINE_ARM64, 392, 32, 112, 384 },
	{ MACHINE_ARM, 148, 24, 72, 144 },
};
enum { PR_SIGNO = 0, PR_CODE = 4, PR_CURSIG = 12 };

/* The bases of segments are no registers of a CONTEXT: on Linux that of fs,
 * on Windows that of gs leads to the thread's own block. */
enum { FS_BASE = 21, GS_BASE = 22, X86_GS = 10, X86_FS = 9 };

/* Types of notes, owner "CORE" first. */
static const struct {
	const char	*owner;
	uint32_t	 type;
} notes[REGS_NOTES] = {
	[REGS_FLOAT] = { "CORE", NT_FPREGSET },
	[REGS_FXSAVE] = { "LINUX", 0x46e62b7f },
	[REGS_XSAVE] = { "LINUX", 0x202 },
	[REGS_VFP] = { "LINUX", 0x400 },
};
enum { NOTE_386_TLS = 0x200, NOTE_ARM_TLS = 0x401 };

static const struct status *
status_of(enum machine machine)
{
	size_t i;

	for (i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (statuses[i].machine == machine)
			return &statuses[i];
	return NULL;
}

/* *CONTEXT is for free(), and NULL where there is none. */
static int
load_context(struct to_elf *c, const struct thread *t, uint8_t **context,
    size_t *n)
{
	*context = NULL;
	*n = (size_t)min_u64(t->context_size, CONTEXT_MAX);
	if (*n == 0 || t->context == 0)
		return 0;
	if ((*context = malloc(*n)) == NULL)
		return dump_fail_nomem(c->err);
	return source_read_some(c->src, t->context, *context, *n, n, c->err);
}

static void
put_base(const struct to_elf *c, uint8_t *regs, uint64_t base)
{
	if (c->m->machine == MACHINE_X86_64 && base != DUMP_NOWHERE)
		put_le64(regs + 8 * (c->m->os == OS_WINDOWS ? GS_BASE :
		    FS_BASE), base);
}

static int
make_status(struct to_elf *c, const struct thread *t,
    const struct made_notes *made)
{
	const struct status *s = status_of(c->m->machine);
	uint8_t v[STATUS_MAX] = { 0 };

	put_le32(v + PR_SIGNO, (uint32_t)c->why.signal);
	put_le16(v + PR_CURSIG, (uint16_t)c->why.signal);
	put_le32(v + s->pid, (uint32_t)t->seen.id);
	memcpy(v + s->regs, made->note[REGS_GENERAL].v,
	    made->note[REGS_GENERAL].len);
	put_base(c, v + s->regs, t->seen.tp);
	put_le32(v + s->fpvalid, made->note[REGS_FLOAT].len > 0);
	return elf_add_note(c, "CORE", NT_PRSTATUS, v, s->size);
}

/* What leads to the thread's own block where no register of pr_reg does. */
static int
make_tls(struct to_elf *c, const struct thread *t,
    const struct made_notes *made)
{
	uint8_t v[16] = { 0 };
	bool fs = c->m->os == OS_WINDOWS;

	if (t->seen.tp == DUMP_NOWHERE)
		return 0;
	if (c->m->machine == MACHINE_ARM64) {
		put_le64(v, t->seen.tp);
		return elf_add_note(c, "LINUX", NOTE_ARM_TLS, v, 8);
	}
	if (c->m->machine != MACHINE_X86)
		return 0;
	/* struct user_desc: number, base, limit in pages, 32 bits. */
	put_le32(v, le32(made->note[REGS_GENERAL].v +
	    4 * (fs ? X86_FS : X86_GS)) >> 3);
	put_le32(v + 4, (uint32_t)t->seen.tp);
	put_le32(v + 8, 0xfffff);
	put_le32(v + 12, 0x51);
	return elf_add_note(c, "LINUX", NOTE_386_TLS, v, sizeof v);
}

static int
make_others(struct to_elf *c, const struct thread *t,
    const struct made_notes *made)
{
	size_t i;

	for (i = REGS_FLOAT; i < REGS_NOTES; i++)
		if (made->note[i].len > 0 && elf_add_note(c, notes[i].owner,
		    notes[i].type, made->note[i].v, made->note[i].len) == -1)
			return -1;
	return make_tls(c, t, made);
}

int
elf_make_thread(struct to_elf *c, size_t thread, bool first)
{
	const struct thread *t = &c->m->threads[thread];
	struct made_notes made = { 0 };
	uint8_t *context;
	size_t n;
	int rc;

	if ((rc = load_context(c, t, &context, &n)) == 0) {
		if (context != NULL)
			notes_from_context(&made, c->m->machine,
			    (struct bytes){ context, n });
		if (status_of(c->m->machine) != NULL)
			rc = make_status(c, t, &made);
		if (rc == 0 && first)
			rc = elf_make_process(c);
		if (rc == 0)
			rc = make_others(c, t, &made);
	}
	free(context);
	return rc;
}
