/**
 * Requests to programs: bounded in time, and nothing of the answer but its status is of interest.
 */

/** The status; or why there is none, in words. Never rejects. */
export async function httpStatusOf(
  url: string,
  request: { method: string; body?: string },
  withinMs: number,
): Promise<number | string> {
  try {
    const { method, body } = request;
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMs),
      ...(body === undefined || method === 'GET' ? {} : { body }),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}
