/* SPDX-License-Identifier: BSD-2-Clause */
/* exceptions.c -- why the process was dumped. */
#include "base/bytes.h"
#include "base/err.h"
#include "minidump/minidump.h"

/* MINIDUMP_EXCEPTION_STREAM */
enum {
	E_THREAD = 0, E_CODE = 8, E_FLAGS = 12, E_ADDRESS = 24, E_COUNT = 32,
	E_PARAMS = 40, E_CONTEXT = 160, E_SIZE = 168
};
enum { PARAMS_MAX = 15, SIGNAL_MAX = 127 };

static void
set_crash(struct minidump *md, const uint8_t *e)
{
	struct dump_crash *c = &md->m->facts.crash;
	uint32_t i;

	c->present = true;
	c->thread_id = get32(md->big, e + E_THREAD);
	c->code = get32(md->big, e + E_CODE);
	c->flags = get32(md->big, e + E_FLAGS);
	c->address = md_address(md, get64(md->big, e + E_ADDRESS));
	c->nparams = get32(md->big, e + E_COUNT);
	if (c->nparams > PARAMS_MAX)
		c->nparams = PARAMS_MAX;
	for (i = 0; i < c->nparams; i++)
		c->params[i] = get64(md->big, e + E_PARAMS + 8 * i);
}

/*
 * The thread as debuggers show it: with the registers that it had when it
 * happened, not those with which it wrote the dump.
 */
static void
mark_thread(struct minidump *md, struct stream *s, const uint8_t *e,
    const struct registers *r, bool crashed)
{
	struct dump_model *m = md->m;
	uint32_t code = get32(md->big, e + E_CODE);
	struct thread *t;
	size_t i;

	for (i = 0; i < m->nthreads; i++) {
		t = &m->threads[i];
		if (t->seen.id != get32(md->big, e + E_THREAD))
			continue;
		if (s->of_thread == 0)
			s->of_thread = (uint32_t)i + 1;
		if (r->pc != DUMP_NOWHERE) {
			t->seen.pc = r->pc;
			t->seen.sp = r->sp;
			t->seen.fp = r->fp;
			t->integers = r->integers;
			t->context_size = get32(md->big, e + E_CONTEXT);
			t->context = get32(md->big, e + E_CONTEXT + 4);
		}
		if (m->os == OS_LINUX || m->os == OS_ANDROID)
			t->seen.signal = code <= SIGNAL_MAX ?
			    (int32_t)code : 0;
		if (crashed && m->facts.crash.thread == -1) {
			t->seen.crashed = true;
			m->facts.crash.thread = (int32_t)i;
		}
	}
}

/* LLDB writes one for every thread, the selected one first. */
int
md_read_exceptions(struct minidump *md, struct dump_err *err)
{
	struct stream *s;
	struct registers r;
	uint8_t e[E_SIZE];
	bool crashed;
	size_t got;

	for (s = md->streams; s < md->streams + md->nstreams; s++) {
		if (!s->parsed || s->type != ST_EXCEPTION)
			continue;
		if (md_read(md, s->off, e, sizeof e, &got, err) == -1)
			return -1;
		if (got < sizeof e)
			continue;
		if (md_registers(md, get32(md->big, e + E_CONTEXT),
		    get32(md->big, e + E_CONTEXT + 4), &r, err) == -1)
			return -1;
		crashed = !md->m->facts.crash.present;
		if (crashed)
			set_crash(md, e);
		mark_thread(md, s, e, &r, crashed);
	}
	return 0;
}
