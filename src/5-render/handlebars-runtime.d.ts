declare module 'handlebars/runtime.js' {
  import Handlebars = require('handlebars')
  export default Handlebars
}
