/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * signals.c -- what a debugger for Linux says of an exception of Windows.
 * Several become one signal: the exception itself travels apart.
 */
#include "base/err.h"
#include "convert/signals.h"

/* Linux's numbers, whatever machine this runs on. */
enum {
	LINUX_INT = 2, LINUX_ILL = 4, LINUX_TRAP = 5, LINUX_ABRT = 6,
	LINUX_BUS = 7, LINUX_FPE = 8, LINUX_SEGV = 11,
	SEGV_NOT_MAPPED = 1, SEGV_ACCESS = 2
};

/* Where si_addr comes from. */
enum address { NO_ADDRESS, OF_RECORD, OF_PARAMETER };

static const struct row {
	uint32_t	 exception;
	uint8_t		 signal, code, address;
} rows[] = {
	{ 0xc0000005, LINUX_SEGV, 0, OF_PARAMETER },	/* see below */
	{ 0xc0000006, LINUX_BUS, 2, OF_PARAMETER },	/* in-page error */
	{ 0xc00000fd, LINUX_SEGV, 2, OF_PARAMETER },	/* stack overflow */
	{ 0x80000001, LINUX_SEGV, 2, OF_PARAMETER },	/* guard page */
	{ 0x80000002, LINUX_BUS, 1, OF_RECORD },	/* misalignment */
	{ 0xc000001d, LINUX_ILL, 1, OF_RECORD },
	{ 0xc0000096, LINUX_ILL, 5, OF_RECORD },	/* privileged */
	{ 0xc0000025, LINUX_ILL, 0, OF_RECORD },	/* noncontinuable */
	{ 0xc0000026, LINUX_ILL, 0, OF_RECORD },
	{ 0x80000003, LINUX_TRAP, 1, OF_RECORD },	/* breakpoint */
	{ 0x4000001f, LINUX_TRAP, 1, OF_RECORD },
	{ 0x80000004, LINUX_TRAP, 2, OF_RECORD },	/* single step */
	{ 0x4000001e, LINUX_TRAP, 2, OF_RECORD },
	{ 0xc0000094, LINUX_FPE, 1, OF_RECORD },	/* integers */
	{ 0xc0000095, LINUX_FPE, 2, OF_RECORD },
	{ 0xc000008e, LINUX_FPE, 3, OF_RECORD },	/* floating point */
	{ 0xc0000091, LINUX_FPE, 4, OF_RECORD },
	{ 0xc0000093, LINUX_FPE, 5, OF_RECORD },
	{ 0xc000008f, LINUX_FPE, 6, OF_RECORD },
	{ 0xc0000090, LINUX_FPE, 7, OF_RECORD },
	{ 0xc000008d, LINUX_FPE, 7, OF_RECORD },
	{ 0xc0000092, LINUX_FPE, 7, OF_RECORD },
	{ 0xc000008c, LINUX_FPE, 8, OF_RECORD },	/* array bounds */
	{ 0xc00002b4, LINUX_FPE, 0, OF_RECORD },
	{ 0xc00002b5, LINUX_FPE, 0, OF_RECORD },
	{ 0x40010005, LINUX_INT, 0, NO_ADDRESS },	/* control-C */
	{ 0x40010008, LINUX_INT, 0, NO_ADDRESS },
};
/* Somebody asked for a dump; nothing had happened. */
static const uint32_t no_exception[] = { 0x0517a7ed, 0xffffffff, 0 };

static uint64_t
address_of(const struct dump_crash *c, enum address where)
{
	if (where == OF_PARAMETER)
		return c->nparams > 1 ? c->params[1] : DUMP_NOWHERE;
	return where == OF_RECORD ? c->address : DUMP_NOWHERE;
}

/* An access to what was there, but not for that; or to nothing. */
static int32_t
access_code(const struct dump_model *m, uint64_t address)
{
	uint32_t i = model_find_region(m, address);

	if (m->facts.crash.nparams > 0 && m->facts.crash.params[0] == 8)
		return SEGV_ACCESS;	/* data that was run */
	return i == NONE || (m->regions[i].prot & (REGION_RESERVED |
	    REGION_FREE)) != 0 ? SEGV_NOT_MAPPED : SEGV_ACCESS;
}

struct signal_of
signal_of_exception(const struct dump_model *m)
{
	const struct dump_crash *c = &m->facts.crash;
	struct signal_of s = { 0, 0, DUMP_NOWHERE };
	size_t i;

	if (!c->present)
		return s;
	for (i = 0; i < sizeof no_exception / sizeof *no_exception; i++)
		if (c->code == no_exception[i])
			return s;
	if (m->os != OS_WINDOWS)
		return (struct signal_of){ (int32_t)c->code,
		    (int32_t)c->flags, c->address };
	s.signal = LINUX_ABRT;
	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].exception == c->code) {
			s.signal = rows[i].signal;
			s.code = rows[i].code;
			s.address = address_of(c,
			    (enum address)rows[i].address);
		}
	if (s.signal == LINUX_SEGV && s.code == 0)
		s.code = access_code(m, s.address);
	return s;
}
