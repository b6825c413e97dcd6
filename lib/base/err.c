/* SPDX-License-Identifier: BSD-2-Clause */
/* err.c -- how anything in the library says that it failed. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"

static void
say(struct dump_err *err, const char *fmt, va_list ap)
{
	char text[sizeof err->msg];

	vsnprintf(text, sizeof text, fmt, ap);
	text_escape(err->msg, sizeof err->msg, text);
}

int
dump_fail(struct dump_err *err, enum dump_code code, uint64_t off,
    const char *fmt, ...)
{
	va_list ap;

	err->code = code;
	err->sys = 0;
	err->path = NULL;
	err->off = off;
	va_start(ap, fmt);
	say(err, fmt, ap);
	va_end(ap);
	return -1;
}

int
dump_fail_sys(struct dump_err *err, int sys, const char *fmt, ...)
{
	va_list ap;
	size_t n;

	err->code = sys == ENOMEM ? DUMP_E_NOMEM : DUMP_E_SYS;
	err->sys = sys;
	err->path = NULL;
	err->off = DUMP_NOWHERE;
	va_start(ap, fmt);
	say(err, fmt, ap);
	va_end(ap);
	n = strlen(err->msg);
	snprintf(err->msg + n, sizeof err->msg - n, "%s%s", n == 0 ? "" : ": ",
	    strerror(sys));
	return -1;
}

int
dump_fail_nomem(struct dump_err *err)
{
	return dump_fail(err, DUMP_E_NOMEM, DUMP_NOWHERE, "out of memory");
}
