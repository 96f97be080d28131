// A generation to follow: nothing runs it, so that it stays as it is.
import { KEY } from '../http/open-gateways.ts';

/** Its public id. */
export async function generate(port: number): Promise<string> {
  const query = `mutation { generate(input: { model: "bfl/flux-1.1-pro", prompt: "a harbour", idempotencyKey: "${Math.random()}" })
    { generation { id } userErrors { code } } }`;
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { generate: { generation: { id: string } } } };
  return data.generate.generation.id;
}
