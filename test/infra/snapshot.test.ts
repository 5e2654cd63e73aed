import { synthesize } from './synthesized';

/**
 * Shows a reviewer what a change does to the whole template; the promises themselves are asserted one by one in the
 * other files. Asset hashes change with every handler, so they are masked; the dashboard is looks.
 */
test('the production stacks', () => {
  const { data, pipeline } = synthesize('prod');
  const { Dashboard7A714131: _, ...resources } = pipeline.toJSON().Resources;
  const stacks = { data: data.toJSON().Resources, pipeline: resources };
  const text = JSON.stringify(stacks).replaceAll(/[0-9a-f]{64}\.zip/g, '<asset>.zip');
  expect(JSON.parse(text)).toMatchSnapshot();
});
